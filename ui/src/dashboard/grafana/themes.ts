import { createTheme, type GrafanaTheme2 } from '@grafana/data';

export type Scheme = 'light' | 'dark';

/** Grafana's named colours (`semi-dark-red`, `text`, …) resolve against one of these. */
export const themes: Record<Scheme, GrafanaTheme2> = {
  dark: createTheme({ colors: { mode: 'dark' } }),
  light: createTheme({ colors: { mode: 'light' } }),
};
