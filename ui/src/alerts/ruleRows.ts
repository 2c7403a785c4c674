/** The rules as one flat list of groups and rules, filtered, which is what can be rendered in part. */
import type { Rule, RuleGroup } from '../api/prometheus';

export type RuleFilter = '' | 'failing' | 'firing' | 'alerting' | 'recording';

export type RuleRow =
  | { kind: 'group'; key: string; group: RuleGroup; found: number }
  | { kind: 'rule'; key: string; rule: Rule; first: boolean; last: boolean };

export function ruleRows(groups: RuleGroup[], text: string, filter: RuleFilter): RuleRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const groupKey = `${group.file}/${group.name}`;
    const found = group.rules
      // Two rules of a group may share everything that names them, so the position is the key.
      .map((rule, position) => ({ rule, key: `${groupKey}/${position}` }))
      .filter(({ rule }) => passes(rule, filter) && words.every((word) => hasWord(group, rule, word)));
    if (found.length === 0) return [];
    const rules = found.map((one, i): RuleRow => ({
      kind: 'rule',
      ...one,
      first: i === 0,
      last: i === found.length - 1,
    }));
    return [{ kind: 'group', key: groupKey, group, found: found.length }, ...rules];
  });
}

export function passes(rule: Rule, filter: RuleFilter): boolean {
  switch (filter) {
    case '':
      return true;
    case 'failing':
      return rule.health === 'err';
    case 'firing':
      return rule.type === 'alerting' && rule.state === 'firing';
    default:
      return rule.type === filter;
  }
}

function hasWord(group: RuleGroup, rule: Rule, word: string): boolean {
  const pairs = Object.entries(rule.labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return [rule.name, rule.query, rule.lastError ?? '', group.name, group.file, ...pairs].some((piece) =>
    piece.toLowerCase().includes(word),
  );
}
