import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Every path that the Go server answers itself; the rest of the namespace is the application's.
const serverPaths = ['/api', '/prometheus', '/alertmanager', '/lookout', '/federate', '/metrics', '/-/'];

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
            { name: 'parts', test: /\/src\/|@tabler/, minShareCount: 2 },
            { name: 'vendor', test: /node_modules/, minShareCount: 3 },
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
