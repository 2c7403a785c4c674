// A small service instrumented with prom-client, as its documentation shows it: default
// metrics, a counter, a gauge and a histogram with an exemplar. It serves the text format
// under /metrics, OpenMetrics under /openmetrics, and prints its port.
'use strict';

const http = require('node:http');
const client = require('prom-client');

function registry(contentType) {
  const register = new client.Registry();
  register.setContentType(contentType);
  register.setDefaultLabels({ service: 'shop' });
  client.collectDefaultMetrics({ register });

  new client.Counter({ name: 'shop_orders_total', help: 'Orders placed.', labelNames: ['country'], registers: [register] })
    .inc({ country: 'de "\\ \n quoted' }, 42);
  new client.Gauge({ name: 'shop_carts', help: 'Carts that are open.', registers: [register] }).set(7);
  const latency = new client.Histogram({
    name: 'shop_request_duration_seconds',
    help: 'How long requests take.',
    buckets: [0.1, 1],
    registers: [register],
    enableExemplars: contentType === client.openMetricsContentType,
  });
  for (const seconds of [0.05, 0.5, 5]) {
    if (contentType === client.openMetricsContentType) {
      latency.observe({ value: seconds, labels: {}, exemplarLabels: { trace_id: 'cafe' } });
    } else {
      latency.observe(seconds);
    }
  }
  return register;
}

const pages = {
  '/metrics': registry(client.prometheusContentType),
  '/openmetrics': registry(client.openMetricsContentType),
};

const server = http.createServer(async (request, response) => {
  const register = pages[request.url];
  if (!register) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': register.contentType });
  response.end(await register.metrics());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
