import { Button, CloseButton, Popover } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { RangeMs } from '../../time/range';
import { filterToUrl } from './adhoc';
import { FilterForm } from './FilterForm';
import { popover } from './popover';
import type { Filter, Variable } from './types';
import css from './variables.module.css';

interface FilterControlProps {
  variable: Variable;
  filters: readonly Filter[];
  range: RangeMs;
  onChange: (filters: string[]) => void;
}

/** Filters for every query of the dashboard, each a chip that opens to be changed. */
export function FilterControl({ variable, filters, range, onChange }: FilterControlProps) {
  // Those the dashboard always has cannot be taken away by who looks at it.
  const fixed = variable.baseFilters?.length ?? 0;
  const own = filters.slice(fixed);
  const change = (next: readonly Filter[]) => onChange(next.map(filterToUrl));
  const form = (index: number, close: () => void) => (
    <FilterForm
      filter={own[index]}
      others={filters.filter((_, i) => i !== index + fixed)}
      keys={variable.defaultKeys ?? []}
      range={range}
      onSubmit={(filter) => {
        change(index === own.length ? [...own, filter] : own.with(index, filter));
        close();
      }}
    />
  );
  return (
    <div className={css.filters} role="group" aria-label={variable.label || variable.name}>
      {filters.slice(0, fixed).map((filter) => (
        <span key={filterToUrl(filter)} className={css.chip}>
          <span className={css.chipText}>{describe(filter)}</span>
        </span>
      ))}
      {own.map((filter, index) => (
        <span key={filterToUrl(filter)} className={css.chip}>
          <FormPopover label={describe(filter)} className={css.chipButton} form={(close) => form(index, close)} />
          <CloseButton
            size="xs"
            aria-label={`Remove the filter ${describe(filter)}`}
            onClick={() => change(own.toSpliced(index, 1))}
          />
        </span>
      ))}
      <FormPopover form={(close) => form(own.length, close)} />
    </div>
  );
}

function describe({ key, operator, value, values }: Filter): string {
  return `${key} ${operator.replace('|', ' one of')} ${values?.join(', ') ?? value}`;
}

interface FormPopoverProps {
  /** The filter that is changed; without one the popover adds one. */
  label?: string;
  className?: string;
  form: (close: () => void) => React.ReactNode;
}

function FormPopover({ label, className, form }: FormPopoverProps) {
  const [opened, setOpened] = useState(false);
  const open = () => setOpened(!opened);
  return (
    <Popover opened={opened} onChange={setOpened} {...popover}>
      <Popover.Target>
        {label === undefined ? (
          <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
            Add a filter
          </Button>
        ) : (
          <button type="button" className={className} aria-label={`Change the filter ${label}`} onClick={open}>
            {label}
          </button>
        )}
      </Popover.Target>
      <Popover.Dropdown p={12}>{form(() => setOpened(false))}</Popover.Dropdown>
    </Popover>
  );
}
