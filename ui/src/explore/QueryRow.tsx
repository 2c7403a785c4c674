import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconBinaryTree2,
  IconCopyPlus,
  IconDots,
  IconEye,
  IconEyeOff,
  IconIndentIncrease,
  IconPlayerPlayFilled,
  IconTrash,
} from '@tabler/icons-react';
import { lazy, Suspense, useState, type Ref } from 'react';
import { formatQuery } from '../api/prometheus';
import type { EditorHandle } from './editor/PromQLEditor';
import { ExplainTree } from './ExplainTree';
import { QueryError } from './QueryError';
import { QueryStatus } from './QueryStatus';
import type { Measured } from './answers';
import { letter, type Query } from './state';
import type { QueryList } from './useQueryList';
import css from './explore.module.css';

// The editor is the heaviest part of the page; the graph need not wait for it.
const PromQLEditor = lazy(async () => ({ default: (await import('./editor/PromQLEditor')).PromQLEditor }));

interface QueryRowProps {
  index: number;
  query: Query;
  list: QueryList;
  /** The state of the view that is shown, graph or table. */
  result: { data?: Measured; error: Error | null; isFetching: boolean };
  /** How many series of the answer have no line because they are native histograms. */
  histograms: number;
  onFocus: () => void;
  ref?: Ref<EditorHandle>;
}

/** One query: its editor, what can be done with it, and how it went. */
export function QueryRow({ index, query, list, result, histograms, onFocus, ref }: QueryRowProps) {
  const [explaining, setExplaining] = useState(false);
  const name = letter(index);
  const draft = list.drafts[index]!;
  const edited = list.edited[index]!;

  return (
    <div className={css.query} data-off={!query.enabled || undefined}>
      <div className={css.queryLine}>
        <Tooltip label={query.enabled ? `Switch query ${name} off` : `Switch query ${name} on`}>
          <button
            type="button"
            className={css.letter}
            aria-pressed={query.enabled}
            aria-label={`Query ${name} is ${query.enabled ? 'on' : 'off'}`}
            onClick={() => list.toggle(index)}
          >
            {name}
          </button>
        </Tooltip>
        <div className={css.editor} data-error={(result.error !== null && query.enabled) || undefined}>
          <Suspense fallback={<pre className={css.editorToCome}>{draft || ' '}</pre>}>
            <PromQLEditor
              ref={ref}
              value={draft}
              onChange={(text) => list.edit(index, text)}
              onRun={list.run}
              onFocus={onFocus}
              ariaLabel={`PromQL of query ${name}`}
              hint="Write PromQL; Enter runs it, Shift-Enter starts a new line"
            />
          </Suspense>
        </div>
        <Tooltip label="Run (Enter)">
          <ActionIcon
            className={css.run}
            size={36}
            variant={edited ? 'filled' : 'default'}
            color="accent"
            aria-label={`Run query ${name}`}
            onClick={list.run}
          >
            <IconPlayerPlayFilled size={14} />
          </ActionIcon>
        </Tooltip>
        <QueryMenu
          index={index}
          query={query}
          list={list}
          explaining={explaining}
          onExplain={() => setExplaining(!explaining)}
        />
      </div>
      {query.enabled && result.error ? (
        <QueryError error={result.error} expr={query.expr} />
      ) : (
        <QueryStatus query={query} result={result} edited={edited} histograms={histograms} />
      )}
      {explaining && <ExplainTree expr={draft} onClose={() => setExplaining(false)} />}
    </div>
  );
}

interface QueryMenuProps {
  index: number;
  query: Query;
  list: QueryList;
  explaining: boolean;
  onExplain: () => void;
}

function QueryMenu({ index, query, list, explaining, onExplain }: QueryMenuProps) {
  const name = letter(index);
  const draft = list.drafts[index]!;
  const blank = draft.trim() === '';
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon size={36} aria-label={`More for query ${name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconIndentIncrease size={14} />}
          disabled={blank}
          onClick={() => void format(draft, (text) => list.edit(index, text))}
        >
          Format
        </Menu.Item>
        <Menu.Item leftSection={<IconBinaryTree2 size={14} />} disabled={blank} onClick={onExplain}>
          {explaining ? 'Close explanation' : 'Explain'}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopyPlus size={14} />} onClick={() => list.duplicate(index)}>
          Duplicate
        </Menu.Item>
        <Menu.Item
          leftSection={query.enabled ? <IconEyeOff size={14} /> : <IconEye size={14} />}
          onClick={() => list.toggle(index)}
        >
          {query.enabled ? 'Switch off' : 'Switch on'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => list.remove(index)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function format(draft: string, apply: (text: string) => void): Promise<void> {
  try {
    apply(await formatQuery(draft));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    notifications.show({ color: 'red', title: 'This cannot be formatted yet', message });
  }
}
