/** Queries to start from, one for each question people ask first about a host. */
export interface Example {
  title: string;
  question: string;
  exprs: string[];
}

export const examples: readonly Example[] = [
  {
    title: 'What is up',
    question: 'Which targets answer, and which do not?',
    exprs: ['up'],
  },
  {
    title: 'CPU by mode',
    question: 'What do the processors spend their time on?',
    exprs: ['sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[2m]))'],
  },
  {
    title: 'Memory',
    question: 'How much is in use, and how much is there?',
    exprs: ['node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'],
  },
  {
    title: 'Disk space',
    question: 'How full is each file system?',
    exprs: ['1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay"} / node_filesystem_size_bytes'],
  },
  {
    title: 'Network traffic',
    question: 'How much comes in, interface by interface?',
    exprs: ['rate(node_network_receive_bytes_total{device!="lo"}[2m])'],
  },
  {
    title: 'Samples collected',
    question: 'How many values does each target deliver per scrape?',
    exprs: ['sum by (job) (scrape_samples_scraped)'],
  },
];
