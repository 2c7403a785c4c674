import { IconCheck } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode, type Ref } from 'react';
import type { Option } from './types';
import css from './variables.module.css';

interface OptionListProps {
  id: string;
  label: string;
  options: readonly Option[];
  selected: ReadonlySet<string>;
  multi: boolean;
  active: number;
  onPick: (value: string) => void;
}

const rowHeight = 28;
/** Shorter lists are drawn whole. */
const wholeUpTo = 120;

export const optionId = (list: string, index: number) => `${list}-${index}`;

/** A list box whose active option follows the keys of the search field above it. */
export function OptionList(props: OptionListProps) {
  return props.options.length <= wholeUpTo ? <WholeList {...props} /> : <WindowedList {...props} />;
}

function WholeList(props: OptionListProps) {
  const { id, active, options } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector(`[id="${optionId(id, active)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <Box ref={box} {...props}>
      {options.length === 0 && <div className={css.nothing}>Nothing found</div>}
      {options.map((option, index) => (
        <Row key={option.value} {...props} option={option} index={index} />
      ))}
    </Box>
  );
}

function WindowedList(props: OptionListProps) {
  const { active, options } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: options.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  useEffect(() => virtualizer.scrollToIndex(active), [virtualizer, active]);
  return (
    <Box ref={box} {...props}>
      <div role="presentation" style={{ position: 'relative', height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <Row key={options[index]!.value} {...props} option={options[index]!} index={index} top={start} />
        ))}
      </div>
    </Box>
  );
}

function Box({ id, label, multi, ref, children }: OptionListProps & { ref: Ref<HTMLDivElement>; children: ReactNode }) {
  return (
    <div ref={ref} id={id} role="listbox" aria-label={label} aria-multiselectable={multi || undefined} className={css.list}>
      {children}
    </div>
  );
}

interface RowProps extends OptionListProps {
  option: Option;
  index: number;
  top?: number;
}

function Row({ id, options, selected, active, onPick, option, index, top }: RowProps) {
  const chosen = selected.has(option.value);
  return (
    <div
      id={optionId(id, index)}
      role="option"
      aria-selected={chosen}
      aria-setsize={options.length}
      aria-posinset={index + 1}
      data-active={index === active || undefined}
      className={css.option}
      style={top === undefined ? undefined : { position: 'absolute', top: 0, left: 0, right: 0, transform: `translateY(${top}px)` }}
      title={option.text}
      onMouseDown={(event) => event.preventDefault()} // the search field keeps the focus
      onClick={() => onPick(option.value)}
    >
      <IconCheck size={14} aria-hidden visibility={chosen ? 'visible' : 'hidden'} />
      <span className={css.optionText}>{option.text === '' ? '(empty)' : option.text}</span>
    </div>
  );
}
