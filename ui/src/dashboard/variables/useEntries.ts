import { useQuery } from '@tanstack/react-query';
import type { RangeMs } from '../../time/range';
import { askEntries } from './ask';
import type { VariableQuery } from './query';

const none: string[] = [];

/** Suggestions while something is typed. Without a question nothing is asked. */
export function useEntries(query: VariableQuery | null, range: RangeMs): { texts: string[]; error: Error | null } {
  // Suggestions of a moment ago are as good: the key leaves the moving range out.
  const { data, error } = useQuery({
    queryKey: ['dashboard-suggestions', query],
    queryFn: ({ signal }) => askEntries(query!, range, signal),
    enabled: query !== null,
    staleTime: 60_000,
  });
  return { texts: data?.texts ?? none, error: query === null ? null : error };
}
