import { formattedValueToString, getDisplayProcessor, themes, type Field } from '../../grafana';

/** Beyond this many, a number is noise. */
const mostDecimals = 12;

/**
 * What an axis says at its ticks: as the field formats them. Where neighbours would read the same, which they do when
 * the field's decimals are fewer than the distance between ticks needs, all of them get as many as it takes.
 */
export function tickTexts(ticks: readonly number[], field: Field): string[] {
  const own = ticks.map((tick) => formattedValueToString(field.display!(tick)));
  if (differ(own)) return own;
  for (let decimals = (field.config.decimals ?? 0) + 1; decimals <= mostDecimals; decimals++) {
    const display = getDisplayProcessor({ field: { ...field, config: { ...field.config, decimals } }, theme: themes.dark });
    const texts = ticks.map((tick) => formattedValueToString(display(tick)));
    if (differ(texts)) return texts;
  }
  return own; // value mappings give one word to many values
}

const differ = (texts: readonly string[]) => texts.every((text, i) => i === 0 || text !== texts[i - 1]);
