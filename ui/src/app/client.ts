import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/http';

/** Answers are refreshed by the page's own clock, so nothing refetches behind its back. */
export function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal will be the same refusal a second later; only silence is worth a retry.
        retry: (failures, error) => error instanceof ApiError && error.kind === 'unreachable' && failures < 1,
        retryDelay: 800,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        staleTime: 2_000,
        // Each refresh of a relative range makes new keys: the old ones must not pile up.
        gcTime: 60_000,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
