import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RefreshProvider } from '../time/refresh';
import { createClient } from './client';
import { Shell } from './Shell';
import { ShortcutProvider } from './ShortcutProvider';
import { theme } from './theme';

const client = createClient();

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RefreshProvider>
          <ShortcutProvider>
            <Notifications position="bottom-right" limit={3} />
            <Shell />
          </ShortcutProvider>
        </RefreshProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
