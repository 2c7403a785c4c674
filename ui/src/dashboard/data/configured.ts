import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  fieldConfigRegistry,
  themes,
  type DataFrame,
  type FieldConfigSource,
  type InterpolateFunction,
} from '../grafana';
import type { Panel } from '../model/types';

const registry = fieldConfigRegistry();

export interface Look {
  scheme: 'light' | 'dark';
  timeZone: string;
  /** What the kind of panel assumes where the dashboard says nothing. */
  fieldDefaults: Record<string, unknown>;
  replaceVariables: InterpolateFunction;
}

/** Gives fields their names, units, colours, thresholds, mappings and links: first the defaults, then each override. */
export function configured(frames: DataFrame[], { fieldConfig }: Panel, look: Look): DataFrame[] {
  const result = applyFieldOverrides({
    data: frames,
    fieldConfig: withDefaults(fieldConfig as FieldConfigSource, look.fieldDefaults),
    fieldConfigRegistry: registry,
    replaceVariables: look.replaceVariables,
    theme: themes[look.scheme],
    timeZone: look.timeZone,
  });
  cacheFieldDisplayNames(result);
  return result;
}

function withDefaults({ defaults, overrides }: FieldConfigSource, assumed: Record<string, unknown>): FieldConfigSource {
  const custom = { ...(assumed.custom as object), ...defaults.custom };
  return { defaults: { ...assumed, ...defaults, custom }, overrides };
}
