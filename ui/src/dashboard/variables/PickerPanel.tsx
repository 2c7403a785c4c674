import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { OptionList, optionId } from './OptionList';
import { moved, shownOptions, toggle, withShown, type PickRules } from './pick';
import { allToken, type Option } from './types';
import css from './variables.module.css';

interface PickerPanelProps extends PickRules {
  label: string;
  options: readonly Option[];
  selected: readonly string[];
  allowNone?: boolean;
  onChange: (selected: string[]) => void;
  onClose: () => void;
}

/**
 * The inside of a picker. One value is taken at once; several are gathered and taken together, when the list is left
 * or with Apply, so that a dashboard is not asked anew after every click. Escape leaves everything as it was.
 */
export function PickerPanel({ label, options, selected, allowNone = false, onChange, onClose, ...rules }: PickerPanelProps) {
  const [search, setSearch] = useState('');
  const [draft, setDraft] = useState<readonly string[]>(selected);
  const shown = useMemo(() => shownOptions(options, rules, search), [options, rules.multi, rules.includeAll, search]);
  const [active, setActive] = useState(() => Math.max(0, shown.findIndex(({ value }) => value === selected[0])));
  const chosen = useMemo(() => new Set(draft), [draft]);
  const list = useId();

  const leave = useApplyOnLeave(draft, selected, allowNone, onChange);
  const take = (next: readonly string[]) => {
    setDraft(next);
    leave.settle(next);
    onClose();
  };
  const pick = (value: string) => {
    const next = toggle(draft, value, rules);
    if (rules.multi) setDraft(next);
    else take(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(active, event.key, shown.length);
    if (next !== null) setActive(next);
    else if (event.key === 'Enter' && shown[active]) pick(shown[active].value);
    else if (event.key === 'Escape') leave.cancel();
    else return;
    // Escape goes on to the popover, which closes.
    if (event.key !== 'Escape') event.preventDefault();
  };

  return (
    <div className={css.panel}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={`Search ${label}`}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={shown.length > 0 ? optionId(list, active) : undefined}
        placeholder={`Search ${options.length.toLocaleString('en')}`}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
      />
      <OptionList id={list} label={label} options={shown} selected={chosen} multi={rules.multi} active={active} onPick={pick} />
      {rules.multi && (
        <div className={css.foot}>
          <span className={css.footCount}>{countText(draft, options, allowNone)}</span>
          {search !== '' && shown.length > 0 && (
            <Button variant="subtle" size="compact-xs" onClick={() => setDraft(withShown(draft, shown))}>
              Take {shown.length.toLocaleString('en')} shown
            </Button>
          )}
          <Button variant="subtle" size="compact-xs" disabled={draft.length === 0} onClick={() => setDraft([])}>
            Clear
          </Button>
          <Button size="compact-xs" disabled={draft.length === 0 && !allowNone} onClick={() => take(draft)}>
            Apply
          </Button>
        </div>
      )}
    </div>
  );
}

function countText(draft: readonly string[], options: readonly Option[], allowNone: boolean): string {
  if (draft.length === 0 && !allowNone) return 'Select at least one';
  if (draft[0] === allToken) return `All ${options.length.toLocaleString('en')}`;
  return `${draft.length.toLocaleString('en')} of ${options.length.toLocaleString('en')}`;
}

/** Hands a changed selection on when the panel goes away, unless it was cancelled or handed on before. */
function useApplyOnLeave(
  draft: readonly string[],
  selected: readonly string[],
  allowNone: boolean,
  onChange: (selected: string[]) => void,
) {
  const last = useRef({ draft, selected, onChange, open: true });
  last.current = { ...last.current, draft, onChange };

  const settle = (next: readonly string[]) => {
    if (!last.current.open) return;
    last.current.open = false;
    const changed = next.join('\n') !== last.current.selected.join('\n');
    if (changed && (next.length > 0 || allowNone)) last.current.onChange([...next]);
  };
  const cancel = () => {
    last.current.open = false;
  };
  const leave = useRef(settle);
  leave.current = settle;
  // React may run effects twice while developing: what closed is open again for the second time.
  useEffect(() => {
    last.current.open = true;
    return () => leave.current(last.current.draft);
  }, []);
  return { settle, cancel };
}
