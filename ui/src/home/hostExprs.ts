/** Interfaces that only repeat what a physical one carries. */
const virtualDevices = 'lo|veth.*|docker.*|br-.*|virbr.*|cni.*|cali.*|flannel.*|tunl.*';
/** Filesystems that are memory, or full by nature. */
const otherFilesystems = 'tmpfs|devtmpfs|ramfs|squashfs|iso9660|erofs|efivarfs';

/** What Home asks about one host. `window` is the range of rates, such as `2m`. */
export function hostExprs(host: string, window: string) {
  const at = `instance=${JSON.stringify(host)}`;
  const disks = `${at},fstype!~"${otherFilesystems}"`;
  const devices = `${at},device!~"${virtualDevices}"`;
  const share = `1 - node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes{${disks}}`;
  return {
    cpu: `1 - avg(rate(node_cpu_seconds_total{${at},mode="idle"}[${window}]))`,
    memory: `max(1 - node_memory_MemAvailable_bytes{${at}} / node_memory_MemTotal_bytes{${at}})`,
    disk: `max(${share})`,
    fullest: `node_filesystem_avail_bytes{${disks}} and topk(1, ${share})`,
    diskRead: `sum(rate(node_disk_read_bytes_total{${at}}[${window}]))`,
    diskWrite: `sum(rate(node_disk_written_bytes_total{${at}}[${window}]))`,
    networkIn: `sum(rate(node_network_receive_bytes_total{${devices}}[${window}]))`,
    networkOut: `sum(rate(node_network_transmit_bytes_total{${devices}}[${window}]))`,
    facts: `{__name__=~"node_load1|node_memory_MemTotal_bytes",${at}}`,
    cores: `count(count by (cpu) (node_cpu_seconds_total{${at}}))`,
    boot: `node_boot_time_seconds{${at}}`,
  };
}
