import {
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldConfigOptionsRegistry,
  identityOverrideProcessor,
  numberOverrideProcessor,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type FieldConfigPropertyItem,
} from '@grafana/data';

type Process = FieldConfigPropertyItem['process'];

const standard: Record<string, Process> = {
  displayName: displayNameOverrideProcessor,
  unit: unitOverrideProcessor as Process,
  min: numberOverrideProcessor,
  max: numberOverrideProcessor,
  decimals: printable,
  thresholds: thresholdsOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
  noValue: stringOverrideProcessor,
  links: dataLinksOverrideProcessor,
  color: identityOverrideProcessor,
  description: stringOverrideProcessor,
  filterable: identityOverrideProcessor,
  fieldMinMax: identityOverrideProcessor,
};

/** Dashboards say -1 and mean: as many as it takes. What can't be printed is left out. */
function printable(...given: Parameters<typeof numberOverrideProcessor>): number | undefined {
  const decimals = numberOverrideProcessor(...given);
  return decimals !== undefined && decimals >= 0 && decimals <= 100 ? Math.floor(decimals) : undefined;
}

/** What `fieldConfig.defaults.custom` and overrides named `custom.…` may set, over all kinds of panels. */
const custom = [
  ...['drawStyle', 'lineInterpolation', 'lineWidth', 'lineStyle', 'fillOpacity', 'fillBelowTo', 'gradientMode'],
  ...['showPoints', 'pointSize', 'pointSymbol', 'spanNulls', 'insertNulls', 'stacking', 'transform', 'lineColor'],
  ...['barAlignment', 'barWidthFactor', 'barMaxWidth', 'thresholdsStyle', 'scaleDistribution', 'hideFrom'],
  ...['axisPlacement', 'axisLabel', 'axisWidth', 'axisSoftMin', 'axisSoftMax', 'axisGridShow', 'axisColorMode'],
  ...['axisCenteredZero', 'axisBorderShow', 'displayMode', 'cellOptions', 'align', 'width', 'minWidth', 'hidden'],
  ...['inspect', 'filterable', 'wrapHeaderText', 'footer', 'neutral', 'timeZone'],
];

/** Every property that a field can be given; a property that is not listed here is left out by overrides. */
export function fieldConfigRegistry(): FieldConfigOptionsRegistry {
  const items = [
    ...Object.entries(standard).map(([id, process]) => property(id, id, process, false)),
    ...custom.map((name) => property(`custom.${name}`, name, identityOverrideProcessor as Process, true)),
  ];
  return new FieldConfigOptionsRegistry(() => items);
}

/** Only what names a property and how its value is read: nothing here is ever shown by Grafana's editors. */
function property(id: string, path: string, process: Process, isCustom: boolean): FieldConfigPropertyItem {
  const settings = id === 'displayName' ? { expandTemplateVars: true } : {};
  const none = () => null;
  return { id, path, name: id, isCustom, process, settings, shouldApply: () => true, editor: none, override: none };
}
