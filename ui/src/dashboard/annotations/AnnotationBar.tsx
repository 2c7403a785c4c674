import { Loader, Switch, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useScheme } from '../../parts/useScheme';
import { themes } from '../grafana';
import css from './Annotations.module.css';
import type { Switched } from './useAnnotations';

interface AnnotationBarProps {
  switches: Switched[];
  onTurn: (index: number) => void;
}

/** A switch for each annotation of the dashboard. Alerts always have one: what is drawn over every panel can be put away. */
export function AnnotationBar({ switches, onTurn }: AnnotationBarProps) {
  const shown = switches.filter(({ annotation, alerts, error }) => alerts || !annotation.hide || error);
  if (shown.length === 0) return null;
  return (
    <div className={css.bar} role="group" aria-label="Annotations">
      {shown.map((one) => (
        <OneSwitch key={one.index} {...one} onTurn={onTurn} />
      ))}
    </div>
  );
}

function OneSwitch({ index, annotation, alerts, on, unavailable, loading, error, notice, onTurn }: Switched & Pick<AnnotationBarProps, 'onTurn'>) {
  const scheme = useScheme();
  const name = alerts ? 'Alerts' : annotation.name || 'Annotations';
  const color = themes[scheme].visualization.getColorByName(alerts ? 'red' : (annotation.iconColor ?? ''));
  return (
    <span className={css.one} data-annotation={annotation.name}>
      <Switch size="xs" color={color} label={name} checked={on} disabled={unavailable} onChange={() => onTurn(index)} title={alerts ? 'Draws when alerts fired over what is drawn along time' : undefined} />
      {loading && <Loader size={11} aria-label={`${name} is loading`} />}
      {error ? <Note tone="bad" text={error} /> : notice && <Note tone="quiet" text={notice} />}
    </span>
  );
}

function Note({ tone, text }: { tone: 'bad' | 'quiet'; text: string }) {
  const Icon = tone === 'bad' ? IconAlertTriangle : IconInfoCircle;
  return (
    <Tooltip label={text} multiline maw={360}>
      <span className={css.note} data-tone={tone} tabIndex={0} role="note" aria-label={text}>
        <Icon size={14} aria-hidden />
      </span>
    </Tooltip>
  );
}
