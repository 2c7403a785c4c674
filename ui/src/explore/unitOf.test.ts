import { describe, expect, it } from 'vitest';
import type { Unit } from '../chart';
import { unitOf } from './unitOf';

describe('unitOf', () => {
  it.each<[string, Unit]>([
    ['up', 'short'],
    ['node_memory_MemTotal_bytes', 'bytes'],
    ['{__name__="node_memory_MemTotal_bytes"}', 'bytes'],
    ['node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes', 'bytes'],
    ['rate(node_network_receive_bytes_total[5m])', 'bytesPerSecond'],
    ['increase(node_network_receive_bytes_total[1h])', 'bytes'],
    ['rate(node_network_receive_bytes_total[5m]) * 8', 'short'],
    ['node_memory_MemTotal_bytes / 1024', 'short'],
    ['sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))', 'ratio'],
    ['sum(rate(node_cpu_seconds_total[5m])) / 4', 'ratio'],
    ['100 * (1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m])))', 'percent'],
    ['1 - node_filesystem_avail_bytes / node_filesystem_size_bytes', 'ratio'],
    ['node_filesystem_avail_bytes / on (device) group_left node_filesystem_size_bytes * 100', 'percent'],
    ['rate(errors_total[5m]) / rate(requests_total[5m])', 'ratio'],
    ['rate(http_requests_total[5m])', 'perSecond'],
    ['topk(5, sum by (job) (rate(http_requests_total[5m])))', 'perSecond'],
    ['rate(http_duration_seconds_sum[5m]) / rate(http_duration_seconds_count[5m])', 'seconds'],
    ['rate(http_size_sum[5m]) / rate(http_size_count[5m])', 'short'],
    ['histogram_quantile(0.99, sum by (le) (rate(http_duration_seconds_bucket[5m])))', 'seconds'],
    ['rate(http_duration_seconds_bucket[5m])', 'perSecond'],
    ['http_duration_seconds_count', 'short'],
    ['histogram_quantile(0.5, rate(body_size_bytes[5m]))', 'bytes'],
    ['process_start_time_seconds', 'timestamp'],
    ['time() - process_start_time_seconds', 'seconds'],
    ['max_over_time(node_load1[1h])', 'short'],
    ['count(node_memory_MemTotal_bytes)', 'short'],
    ['node_memory_MemFree_bytes > 1e9', 'bytes'],
    ['node_memory_MemFree_bytes > bool 1e9', 'short'],
    ['-(disk_free_bytes offset 1h)', 'bytes'],
    ['max_over_time(rate(sent_bytes_total[5m])[1h:])', 'bytesPerSecond'],
    ['sqrt(disk_free_bytes)', 'short'],
    ['', 'short'],
    ['sum(rate(', 'short'],
  ])('%s is %s', (expr, unit) => {
    expect(unitOf(expr)).toBe(unit);
  });
});
