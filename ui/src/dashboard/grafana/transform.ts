import { standardTransformersRegistry, transformDataFrame, type DataFrame, type DataTransformerConfig } from '@grafana/data';
import { firstValueFrom } from 'rxjs';

/** Runs a panel's transformations, in order. Rejects with the first one's error. */
export function transform(
  frames: DataFrame[],
  transformations: DataTransformerConfig[],
  interpolate: (text: string) => string,
): Promise<DataFrame[]> {
  const active = transformations.filter(({ disabled }) => !disabled);
  if (active.length === 0) return Promise.resolve(frames);
  return firstValueFrom(transformDataFrame(active, frames, { interpolate }));
}

/** Those of a panel's transformations that nobody here knows; they are left out. */
export function unknownTransformations(transformations: DataTransformerConfig[]): string[] {
  const ids = transformations.filter(({ disabled }) => !disabled).map(({ id }) => id);
  return [...new Set(ids)].filter((id) => !standardTransformersRegistry.getIfExists(id));
}
