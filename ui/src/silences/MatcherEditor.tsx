import { ActionIcon, Autocomplete, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, type ClipboardEvent } from 'react';
import type { Matcher } from '../api/alertmanager';
import { useNotifiedAlerts } from '../api/hooks';
import { emptyMatcher } from './draft';
import { matcherProblem, operatorOf, operators, parseMatchers, withOperator, type Operator } from './matchers';
import css from './silences.module.css';

interface MatcherEditorProps {
  matchers: Matcher[];
  onChange: (matchers: Matcher[]) => void;
  problem?: string;
}

/** A row per matcher, offering the labels of the alerts there are. Pasted matchers become rows. */
export function MatcherEditor({ matchers, onChange, problem }: MatcherEditorProps) {
  const known = useKnownLabels();
  const replace = (index: number, ...by: Matcher[]) => onChange(matchers.toSpliced(index, 1, ...by));

  const paste = (index: number, event: ClipboardEvent) => {
    const pasted = parseMatchers(event.clipboardData.getData('text'));
    if ('error' in pasted || pasted.length === 0) return;
    event.preventDefault();
    replace(index, ...pasted);
  };

  return (
    <fieldset className={css.matchers}>
      <legend>
        Matchers <small>all must match</small>
      </legend>
      {matchers.map((matcher, index) => (
        <div key={index} className={css.matcher}>
          <Autocomplete
            size="xs"
            aria-label={`Label of matcher ${index + 1}`}
            placeholder="label"
            data={[...known.keys()].sort()}
            value={matcher.name}
            onChange={(name) => replace(index, { ...matcher, name })}
            onPaste={(event) => paste(index, event)}
            error={problem !== undefined && matcher.name === '' ? true : undefined}
            limit={50}
            spellCheck={false}
          />
          <NativeSelect
            size="xs"
            aria-label={`Operator of matcher ${index + 1}`}
            data={operators}
            value={operatorOf(matcher)}
            onChange={(event) => replace(index, withOperator(matcher, event.currentTarget.value as Operator))}
          />
          <Autocomplete
            size="xs"
            aria-label={`Value of matcher ${index + 1}`}
            placeholder={matcher.isRegex ? 'regular expression, whole value' : 'value'}
            data={[...(known.get(matcher.name) ?? [])].sort()}
            value={matcher.value}
            onChange={(value) => replace(index, { ...matcher, value })}
            error={matcher.name === '' ? undefined : (matcherProblem(matcher) ?? undefined)}
            limit={50}
            spellCheck={false}
          />
          <ActionIcon
            aria-label={`Remove matcher ${index + 1}`}
            disabled={matchers.length === 1}
            onClick={() => replace(index)}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div className={css.matcherFoot}>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...matchers, emptyMatcher])}
        >
          Add a matcher
        </Button>
        {problem && (
          <span className={css.problem} role="alert">
            {problem}
          </span>
        )}
      </div>
    </fieldset>
  );
}

/** Label names with their values, as the present alerts have them. */
function useKnownLabels(): Map<string, Set<string>> {
  const { data } = useNotifiedAlerts();
  return useMemo(() => {
    const known = new Map<string, Set<string>>();
    for (const { labels } of data ?? []) {
      for (const [name, value] of Object.entries(labels)) {
        known.set(name, (known.get(name) ?? new Set()).add(value));
      }
    }
    return known;
  }, [data]);
}
