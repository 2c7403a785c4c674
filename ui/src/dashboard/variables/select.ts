/** Which of a variable's options are selected: what was asked for if it is still there, else what it begins with. */
import { allToken, type Bound, type Option, type Value, type Variable } from './types';

export interface Selection {
  /** Values of options; `$__all` alone stands for All. */
  selected: string[];
  /** What was asked for but is not among the options. */
  missing: string[];
}

/** What the saved dashboard has selected; nothing in one that was saved without. */
export function savedValues({ current }: Variable): string[] {
  const values = savedTexts(current?.value);
  return values.length > 0 ? values : savedTexts(current?.text);
}

/** The options that were saved with the dashboard. All is not one of them: it is what `includeAll` says. */
export function savedOptions({ options }: Variable): Option[] {
  const listed = (options ?? []).map(({ text, value }) => {
    const [label = ''] = savedTexts(text);
    const [one = label] = savedTexts(value);
    return { text: label || one, value: one };
  });
  return listed.filter(({ value }) => value !== allToken);
}

function savedTexts(saved: unknown): string[] {
  if (Array.isArray(saved)) return saved.flatMap(savedTexts);
  return ['string', 'number', 'boolean'].includes(typeof saved) ? [String(saved)] : [];
}

/** `wanted` are values, or for links written by hand texts; `$__all` and `All` mean everything. */
export function select(variable: Variable, options: readonly Option[], wanted: readonly string[]): Selection {
  if (variable.includeAll && wanted.some((one) => isAll(one, options))) return { selected: [allToken], missing: [] };
  const byValue = new Map(options.map((option) => [option.value, option]));
  const byText = new Map(options.map((option) => [option.text, option]));
  const found = wanted.map((one) => byValue.get(one)?.value ?? byText.get(one)?.value);
  const kept = [...new Set(found.filter((one) => one !== undefined))];
  const missing = wanted.filter((one, i) => found[i] === undefined && one !== '' && one !== allToken);
  if (kept.length > 0) return { selected: variable.multi ? kept : kept.slice(0, 1), missing };
  return { selected: beginning(variable, options), missing };
}

function isAll(wanted: string, options: readonly Option[]): boolean {
  return wanted === allToken || (wanted === 'All' && !options.some(({ value }) => value === 'All'));
}

/** All stands first in the list of options, where there is one. */
function beginning({ includeAll }: Variable, options: readonly Option[]): string[] {
  if (includeAll) return [allToken];
  return options.slice(0, 1).map(({ value }) => value);
}

/** What the name stands for once this is selected. */
export function boundOf(variable: Variable, options: readonly Option[], selected: readonly string[]): Bound {
  const multi = Boolean(variable.multi || variable.includeAll);
  if (selected[0] === allToken) {
    const allValue = variable.allValue || undefined;
    const [value, texts] = [options.map((one) => one.value), options.map(({ text }) => text)];
    return { text: 'All', value, texts, multi, all: true, allValue };
  }
  return { ...valueOf(variable, options, selected), multi };
}

function valueOf({ multi }: Variable, options: readonly Option[], selected: readonly string[]): Value {
  const texts = new Map(options.map(({ text, value }) => [value, text]));
  const named = selected.map((value) => texts.get(value) ?? value);
  return multi ? { text: named, value: [...selected] } : { text: named[0] ?? '', value: selected[0] ?? '' };
}
