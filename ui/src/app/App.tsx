import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { RefreshProvider } from '../time/refresh';
import { createClient } from './client';
import { theme } from './theme';

const HomePage = lazy(() => import('../home/HomePage'));
const ExplorePage = lazy(() => import('../explore/ExplorePage'));
const TargetsPage = lazy(() => import('../targets/TargetsPage'));
const AlertsPage = lazy(() => import('../alerts/AlertsPage'));
const SilencesPage = lazy(() => import('../silences/SilencesPage'));
const StatusPage = lazy(() => import('../status/StatusPage'));

const client = createClient();

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RefreshProvider>
          <Notifications position="bottom-right" />
          <Suspense>
            <Switch>
              <Route path="/" component={HomePage} />
              <Route path="/explore" component={ExplorePage} />
              <Route path="/targets" component={TargetsPage} />
              <Route path="/alerts" component={AlertsPage} />
              <Route path="/silences" component={SilencesPage} />
              <Route path="/status" component={StatusPage} />
            </Switch>
          </Suspense>
        </RefreshProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
