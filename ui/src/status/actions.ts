const names: Record<string, string> = {
  'silence.create': 'Silence made',
  'silence.update': 'Silence changed',
  'silence.expire': 'Silence expired',
  'config.reload': 'Configuration reloaded',
  'blocks.import': 'Blocks imported',
  'series.delete': 'Series deleted',
};

/** An audit log's action in words; one that a newer server invented stays as it is. */
export const describeAction = (action: string): string => names[action] ?? action;
