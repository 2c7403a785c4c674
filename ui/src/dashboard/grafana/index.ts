/**
 * The one door to @grafana/data: units, display processors, overrides, reducers, transformers. Its surface changes
 * between minor versions, so that nothing else imports it, and what it calls global state is set up here, once.
 */
import { setUp } from './setUp';

setUp();

export {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  createDataFrame,
  createTheme,
  DataFrameType,
  FieldColorModeId,
  fieldReducers,
  FieldType,
  formattedValueToString,
  getDisplayProcessor,
  getDisplayValueAlignmentFactors,
  getFieldColorModeForField,
  getFieldDisplayName,
  getFieldDisplayValues,
  getFieldSeriesColor,
  getFrameDisplayName,
  getMinMaxAndDelta,
  getValueFormat,
  getValueFormats,
  outerJoinDataFrames,
  reduceField,
  renderTextPanelMarkdown,
  sortDataFrame,
  textUtil,
  ThresholdsMode,
  toDataFrame,
} from '@grafana/data';
export type {
  DataFrame,
  DataTransformerConfig,
  DisplayProcessor,
  DisplayValue,
  Field,
  FieldConfig,
  FieldConfigSource,
  FieldDisplay,
  GrafanaTheme2,
  InterpolateFunction,
  LinkModel,
  ReduceDataOptions,
  ScopedVars,
  ThresholdsConfig,
  TimeRange as GrafanaTimeRange,
} from '@grafana/data';
export { fieldConfigRegistry } from './fieldConfig';
export { themes } from './themes';
export { transform, unknownTransformations } from './transform';
