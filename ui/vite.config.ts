import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Every path that the Go server answers itself; the rest of the namespace is the application's.
const serverPaths = ['/api', '/prometheus', '/alertmanager', '/lookout', '/federate', '/metrics', '/-/'];

// @grafana/data and what only it brings along, and our own code around it.
const drawing =
  /\/src\/dashboard\/(?!edit)|node_modules\/(@grafana|lodash|moment|rxjs|zod|d3-|dompurify|marked|i18next|react-i18next|xss|cssfilter|tinycolor2|@braintree|string-hash|date-fns|papaparse|react-use|eventemitter3|html-parse|void-elements)/;

export default defineConfig({
  plugins: [react()],
  // Time zones of ten years instead of two centuries: a megabyte less.
  resolve: { alias: { 'moment-timezone': 'moment-timezone/builds/moment-timezone-with-data-10-year-range.min.js' } },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.txt' }, // of everything that is bundled, as those licences ask
    rolldownOptions: {
      output: {
        // What several pages share comes in one file each instead of thirty small ones.
        codeSplitting: {
          groups: [
            // What the first page needs must not end up beside what only dashboards need.
            { name: 'base', test: /preload-helper|@mantine\/(core|hooks)|@tabler/, priority: 4 },
            { name: 'parts', test: /\/src\/(?!dashboard\/|explore\/)/, minShareCount: 2, priority: 3 },
            { name: 'vendor', test: (id) => id.includes('node_modules') && !drawing.test(id), minShareCount: 3, priority: 2 },
            // What draws dashboards is large, and most pages have no need of it. It comes last, so that it takes
            // nothing along that those pages share.
            { name: 'drawing', test: drawing, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(serverPaths.map((path) => [path, process.env.LOOKOUT_URL ?? 'http://127.0.0.1:7600'])),
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // It imports modules the way bundlers resolve them, not Node.
    server: { deps: { inline: [/@grafana\//] } },
  },
});
