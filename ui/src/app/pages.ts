import {
  IconActivity,
  IconBell,
  IconBellOff,
  IconChartLine,
  IconHeartbeat,
  IconHome,
  IconLayoutDashboard,
  IconPackageImport,
  IconServer2,
  IconWorldSearch,
  type Icon,
} from '@tabler/icons-react';
import { loadable, type Loadable } from '../parts/loadable';

export interface Page {
  path: string;
  /** What wouter matches; pages own everything below their path. */
  pattern: string;
  title: string;
  icon: Icon;
  /** The second key of the `g …` shortcut. */
  key: string;
  /** Whether the time range says anything on the page. */
  timed: boolean;
  component: Loadable<object>;
  /** A page that is reached from this one and keeps its place in the navigation. */
  opened?: { path: string; pattern: string; timed: boolean; component: Loadable<object> };
}

/** The pages in the order of the navigation. */
export const pages: Page[] = [
  {
    path: '/',
    pattern: '/',
    title: 'Home',
    icon: IconHome,
    key: 'h',
    timed: true,
    component: loadable(() => import('../home/HomePage')),
  },
  {
    path: '/explore',
    pattern: '/explore/*?',
    title: 'Explore',
    icon: IconChartLine,
    key: 'e',
    timed: true,
    component: loadable(() => import('../explore/ExplorePage')),
  },
  {
    path: '/dashboards',
    pattern: '/dashboards/*?',
    title: 'Dashboards',
    icon: IconLayoutDashboard,
    key: 'd',
    timed: false,
    component: loadable(() => import('../dashboards/DashboardsPage')),
    opened: {
      path: '/d',
      pattern: '/d/:uid/*?',
      timed: true,
      component: loadable(() => import('../dashboard/page/DashboardPage')),
    },
  },
  {
    path: '/targets',
    pattern: '/targets/*?',
    title: 'Targets',
    icon: IconServer2,
    key: 't',
    timed: false,
    component: loadable(() => import('../targets/TargetsPage')),
  },
  {
    path: '/probes',
    pattern: '/probes/*?',
    title: 'Probes',
    icon: IconWorldSearch,
    key: 'o',
    timed: false,
    component: loadable(() => import('../probes/ProbesPage')),
  },
  {
    path: '/pushed',
    pattern: '/pushed/*?',
    title: 'Pushed',
    icon: IconPackageImport,
    key: 'p',
    timed: false,
    component: loadable(() => import('../pushed/PushedPage')),
  },
  {
    path: '/alerts',
    pattern: '/alerts/*?',
    title: 'Alerts',
    icon: IconBell,
    key: 'a',
    timed: false,
    component: loadable(() => import('../alerts/AlertsPage')),
  },
  {
    path: '/silences',
    pattern: '/silences/*?',
    title: 'Silences',
    icon: IconBellOff,
    key: 's',
    timed: false,
    component: loadable(() => import('../silences/SilencesPage')),
  },
  {
    path: '/heartbeats',
    pattern: '/heartbeats/*?',
    title: 'Heartbeats',
    icon: IconHeartbeat,
    key: 'b',
    timed: false,
    component: loadable(() => import('../heartbeats/HeartbeatsPage')),
  },
  {
    path: '/status',
    pattern: '/status/*?',
    title: 'Status',
    icon: IconActivity,
    key: 'i',
    timed: false,
    component: loadable(() => import('../status/StatusPage')),
  },
];

export function pageOf(location: string): Page | undefined {
  return pages.find((page) => isUnder(location, page.path) || isOpened(location, page));
}

/** Whether the time range says anything about what is shown. */
export function isTimed(location: string, page: Page): boolean {
  return isOpened(location, page) ? page.opened!.timed : page.timed;
}

function isOpened(location: string, { opened }: Page): boolean {
  return opened !== undefined && isUnder(location, opened.path);
}

function isUnder(location: string, path: string): boolean {
  return location === path || (path !== '/' && location.startsWith(`${path}/`));
}
