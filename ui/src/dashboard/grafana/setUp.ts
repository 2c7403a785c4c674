import { standardFieldConfigEditorRegistry, standardTransformers, standardTransformersRegistry } from '@grafana/data';
import moment from 'moment';
import { fieldConfigRegistry } from './fieldConfig';
import { ownTransformers } from './transformers';

let done = false;

/** Fills the registries that @grafana/data leaves to its host. */
export function setUp(): void {
  if (done) return;
  done = true;
  standardFieldConfigEditorRegistry.setInit(() => fieldConfigRegistry().list());
  standardTransformersRegistry.setInit(transformers);
  // A label that is shown with a unit of time need not be one; that is no news for the browser's log.
  moment.suppressDeprecationWarnings = true;
}

/** The package lists one transformer under two names; `seriesToColumns` is what older dashboards call joinByField. */
function transformers() {
  const unique = new Map(Object.values(standardTransformers).map((info) => [info.id, info]));
  const join = standardTransformers.joinByFieldTransformer;
  const all = [...unique.values(), { ...join, id: 'seriesToColumns' }, ...ownTransformers];
  return all.map((info) => ({ id: info.id, name: info.name ?? info.id, transformation: async () => info as never, editor: () => null }) as never);
}
