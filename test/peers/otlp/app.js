// A small service instrumented with OpenTelemetry's SDK, as its documentation shows it. It
// pushes a counter, a gauge and two kinds of histogram once, over the transport and to the
// address of its arguments, and ends; temporality is "cumulative" or "delta", after which it
// pushes a second time.
'use strict';

const { MeterProvider, PeriodicExportingMetricReader, AggregationType } = require('@opentelemetry/sdk-metrics');
const { resourceFromAttributes } = require('@opentelemetry/resources');

const [transport, url, temporality] = process.argv.slice(2);
const { OTLPMetricExporter } = require(
  { http: '@opentelemetry/exporter-metrics-otlp-http', proto: '@opentelemetry/exporter-metrics-otlp-proto', grpc: '@opentelemetry/exporter-metrics-otlp-grpc' }[transport],
);
const { AggregationTemporalityPreference } = require('@opentelemetry/exporter-metrics-otlp-http');

const exporter = new OTLPMetricExporter({
  url,
  compression: 'gzip',
  temporalityPreference: temporality === 'delta' ? AggregationTemporalityPreference.DELTA : AggregationTemporalityPreference.CUMULATIVE,
});
const provider = new MeterProvider({
  resource: resourceFromAttributes({
    'service.name': 'shop',
    'service.namespace': 'web',
    'service.instance.id': `${transport}-${temporality}`,
    'deployment.environment.name': 'test',
    'host.arch': 'any',
  }),
  views: [{ instrumentName: 'shop.wait', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
});
const meter = provider.getMeter('shop', '1.2.3');
const orders = meter.createCounter('shop.orders', { description: 'Orders placed.' });
const latency = meter.createHistogram('shop.latency', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 1] } });
const wait = meter.createHistogram('shop.wait', { unit: 's' });
meter.createObservableGauge('shop.carts').addCallback((result) => result.observe(7, { 'cart.kind': 'open' }));

async function main() {
  orders.add(40, { country: 'de "\\ \n quoted' });
  for (const seconds of [0.05, 0.5, 5]) latency.record(seconds);
  wait.record(2);
  await provider.forceFlush();
  orders.add(2, { country: 'de "\\ \n quoted' });
  await provider.shutdown(); // pushes what is left
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
