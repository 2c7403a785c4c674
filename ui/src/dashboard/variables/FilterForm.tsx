import { Autocomplete, Button, NativeSelect, TagsInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { RangeMs } from '../../time/range';
import { filterOperators, matchersText } from './adhoc';
import type { Filter, Option } from './types';
import { useEntries } from './useEntries';
import css from './variables.module.css';

interface FilterFormProps {
  /** Absent for a new one. */
  filter?: Filter;
  /** The filters beside it, which narrow what is suggested. */
  others: readonly Filter[];
  /** Labels that the dashboard's author wants to be offered; none means all. */
  keys: readonly Option[];
  range: RangeMs;
  onSubmit: (filter: Filter) => void;
}

/** Lists inside the form belong to it: a click in one elsewhere on the page would close the form. */
const inPlace = { withinPortal: false };

const operatorNames: Record<string, string> = { '=|': 'one of', '!=|': 'none of' };

export function FilterForm({ filter, others, keys, range, onSubmit }: FilterFormProps) {
  const [draft, setDraft] = useState<Filter>(filter ?? { key: '', operator: '=', value: '' });
  const match = others.length > 0 ? `{${matchersText(others)}}` : null;
  const known = useEntries(keys.length === 0 ? { kind: 'label-names', match } : null, range);
  const values = useEntries(draft.key === '' ? null : { kind: 'label-values', label: draft.key, match }, range);
  const several = draft.operator.endsWith('|');
  const complete = draft.key !== '' && (several ? (draft.values ?? []).length > 0 : draft.value !== '');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) onSubmit(draft);
  };
  return (
    <form className={css.filterForm} onSubmit={submit}>
      <Autocomplete
        data-autofocus
        size="xs"
        aria-label="Label"
        placeholder="label"
        data={keys.length > 0 ? keys.map(({ value }) => value) : known.texts}
        value={draft.key}
        onChange={(key) => setDraft({ ...draft, key })}
        limit={50}
        comboboxProps={inPlace}
        spellCheck={false}
      />
      <NativeSelect
        size="xs"
        aria-label="Operator"
        data={filterOperators.map((value) => ({ value, label: operatorNames[value] ?? value }))}
        value={draft.operator}
        onChange={(event) => setDraft(withOperator(draft, event.currentTarget.value))}
      />
      {several ? (
        <TagsInput
          size="xs"
          aria-label="Values"
          placeholder="values"
          data={values.texts}
          value={draft.values ?? []}
          onChange={(next) => setDraft({ ...draft, value: next[0] ?? '', values: next })}
          limit={50}
          comboboxProps={inPlace}
        />
      ) : (
        <Autocomplete
          size="xs"
          aria-label="Value"
          placeholder={draft.operator.endsWith('~') ? 'regular expression, whole value' : 'value'}
          data={values.texts}
          value={draft.value}
          onChange={(value) => setDraft({ ...draft, value })}
          limit={50}
          comboboxProps={inPlace}
          spellCheck={false}
        />
      )}
      <Button type="submit" disabled={!complete}>
        {filter ? 'Change' : 'Add'}
      </Button>
      {(known.error ?? values.error) && (
        <span className={css.note} role="alert">
          No suggestions: {(known.error ?? values.error)!.message}
        </span>
      )}
    </form>
  );
}

/** Keeps what was typed when the operator changes between one value and several. */
function withOperator({ key, value, values }: Filter, operator: string): Filter {
  if (!operator.endsWith('|')) return { key, operator, value };
  return { key, operator, value, values: values ?? (value === '' ? [] : [value]) };
}
