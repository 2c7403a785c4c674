import type { Matcher } from '../api/alertmanager';
import labels from '../parts/LabelList.module.css';
import { operatorOf } from './matchers';

export function MatcherList({ matchers }: { matchers: Matcher[] }) {
  return (
    <ul className={labels.list} aria-label="Matchers">
      {matchers.map((matcher, i) => (
        <li key={i}>
          <span className={labels.label}>
            <span className={labels.name}>
              {matcher.name}
              {operatorOf(matcher)}
            </span>
            <span className={labels.value}>{matcher.value === '' ? '""' : matcher.value}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
