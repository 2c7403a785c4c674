import { Loader, Switch, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconRefresh } from '@tabler/icons-react';
import { useId } from 'react';
import type { RangeMs } from '../../time/range';
import { FilterControl } from './FilterControl';
import { OptionPicker } from './OptionPicker';
import type { Resolved } from './resolved';
import { TextControl } from './TextControl';
import { useEntries } from './useEntries';
import css from './variables.module.css';

export interface ControlProps {
  resolved: Resolved;
  range: RangeMs;
  onChange: (value: string | string[]) => void;
  onRetry: () => void;
}

/** One variable: its label, its control, and beside it what there is to know of it. */
export function VariableControl(props: ControlProps) {
  const { variable, state, error, notice, options } = props.resolved;
  const id = useId();
  const name = variable.label || variable.name;
  return (
    <div className={css.variable} role="group" aria-labelledby={id} data-variable={variable.name}>
      <span id={id} className={variable.hide === 1 ? css.hiddenLabel : css.label} title={variable.description ?? undefined}>
        {name}
      </span>
      <Control {...props} />
      {state === 'error' && <Problem text={error ?? 'failed'} onRetry={props.onRetry} />}
      {/* Where there is nothing to choose, the control itself says why. */}
      {state === 'ready' && notice && options.length > 0 && <Notice text={notice} />}
    </div>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <Tooltip label={text} multiline maw={320}>
      <span className={css.noticeIcon} tabIndex={0} role="note" aria-label={text}>
        <IconInfoCircle size={15} aria-hidden />
      </span>
    </Tooltip>
  );
}

function Problem({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <Tooltip label={`${text} — click to try again`} multiline maw={360}>
      <button type="button" className={css.problem} aria-label={`${text}; try again`} onClick={onRetry}>
        <IconAlertTriangle size={15} aria-hidden />
        <IconRefresh size={13} aria-hidden />
      </button>
    </Tooltip>
  );
}

function Control(props: ControlProps) {
  const { resolved, range, onChange } = props;
  const { variable, selected, filters, options } = resolved;
  const label = variable.label || variable.name;
  switch (variable.type) {
    case 'textbox':
      return <TextControl label={label} value={selected[0] ?? ''} onChange={onChange} />;
    case 'adhoc':
      return <FilterControl variable={variable} filters={filters ?? []} range={range} onChange={onChange} />;
    case 'groupby':
      return <GroupByControl {...props} />;
    case 'switch':
      return (
        <Switch
          size="sm"
          aria-label={label}
          checked={selected[0] === options[0]?.value}
          onChange={(event) => onChange(options[event.currentTarget.checked ? 0 : 1]!.value)}
        />
      );
    default:
      return <Choice {...props} />;
  }
}

function Choice({ resolved, onChange }: ControlProps) {
  const { variable, state, options, selected } = resolved;
  const multi = variable.multi ?? false;
  return (
    <OptionPicker
      label={variable.label || variable.name}
      options={options}
      selected={selected}
      multi={multi}
      includeAll={variable.includeAll ?? false}
      empty={emptyText(resolved)}
      problem={state === 'error'}
      icon={state === 'loading' ? <Loader size={12} aria-label="loading" /> : undefined}
      onChange={(next) => onChange(multi ? next : (next[0] ?? ''))}
    />
  );
}

function emptyText({ state, notice }: Resolved): string {
  if (state === 'loading') return 'loading';
  return state === 'error' ? 'not known' : (notice ?? 'none found');
}

function GroupByControl({ resolved: { variable, options, selected }, range, onChange }: ControlProps) {
  const { texts } = useEntries(options.length === 0 ? { kind: 'label-names', match: null } : null, range);
  const names = options.length > 0 ? options : texts.map((text) => ({ text, value: text }));
  return (
    <OptionPicker
      label={variable.label || variable.name}
      options={names}
      selected={selected}
      multi
      includeAll={false}
      allowNone
      empty="nothing"
      onChange={onChange}
    />
  );
}
