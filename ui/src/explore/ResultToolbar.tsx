import { ActionIcon, Button, Popover, SegmentedControl, Select, Switch, TextInput, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconCheck, IconDownload, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { unitNames, units, type Unit } from '../chart';
import { formatDuration, parseDuration } from './duration';
import { resolutions, type ExploreState } from './state';
import css from './explore.module.css';

interface ResultToolbarProps {
  state: ExploreState;
  change: (part: Partial<ExploreState>) => void;
  /** The step in use, in seconds. */
  step: number;
  onExport: () => void;
  canExport: boolean;
}

const segments = { root: css.segments, indicator: css.segmentsIndicator, label: css.segmentsLabel };

/** How results are shown, and the ways to take them along. */
export function ResultToolbar({ state, change, step, onExport, canExport }: ResultToolbarProps) {
  return (
    <div className={css.toolbar} role="toolbar" aria-label="Results">
      <SegmentedControl
        classNames={segments}
        aria-label="View"
        data={[
          { value: 'graph', label: 'Graph' },
          { value: 'table', label: 'Table' },
        ]}
        value={state.view}
        onChange={(view) => change({ view: view as ExploreState['view'] })}
      />
      {state.view === 'graph' ? (
        <SegmentedControl
          classNames={segments}
          aria-label="Style"
          data={[
            { value: 'line', label: 'Lines' },
            { value: 'area', label: 'Area' },
            { value: 'stacked', label: 'Stacked' },
          ]}
          value={state.style}
          onChange={(style) => change({ style: style as ExploreState['style'] })}
        />
      ) : (
        <SegmentedControl
          classNames={segments}
          aria-label="Rows"
          data={[
            { value: 'instant', label: 'Latest' },
            { value: 'range', label: 'Over time' },
          ]}
          value={state.rows}
          onChange={(rows) => change({ rows: rows as ExploreState['rows'] })}
        />
      )}
      <div className={css.spacer} />
      <Options state={state} change={change} step={step} />
      <CopyLink />
      <Tooltip label="Download as CSV">
        <ActionIcon size={30} aria-label="Download as CSV" disabled={!canExport} onClick={onExport}>
          <IconDownload size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function CopyLink() {
  const clipboard = useClipboard({ timeout: 1500 });
  const label = clipboard.copied ? 'Copied' : 'Copy link to this view';
  return (
    <Tooltip label={label}>
      <ActionIcon size={30} aria-label={label} onClick={() => clipboard.copy(window.location.href)}>
        {clipboard.copied ? <IconCheck size={16} color="var(--ok)" /> : <IconLink size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

type OptionsProps = Pick<ResultToolbarProps, 'state' | 'change' | 'step'>;

function Options({ state, change, step }: OptionsProps) {
  return (
    <Popover position="bottom-end" width={260} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={14} />} className={css.options}>
          Step {formatDuration(step)}
          {state.step === '' ? ', auto' : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.optionsForm}>
        <StepInput step={state.step} onChange={(text) => change({ step: text })} />
        <div>
          <div className={css.optionLabel}>Resolution</div>
          <SegmentedControl
            classNames={segments}
            fullWidth
            aria-label="Resolution"
            disabled={state.step !== ''}
            data={resolutions.map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1) }))}
            value={state.resolution}
            onChange={(resolution) => change({ resolution: resolution as ExploreState['resolution'] })}
          />
        </div>
        <Select
          label="Unit"
          data={[
            { value: '', label: 'From the metric names' },
            ...units.map((unit) => ({ value: unit, label: unitNames[unit] })),
          ]}
          value={state.unit}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          onChange={(unit) => change({ unit: (unit ?? '') as Unit | '' })}
        />
        <Switch
          label="Show exemplars"
          description="Single requests beside the graph, with their trace"
          checked={state.exemplars}
          onChange={(event) => change({ exemplars: event.currentTarget.checked })}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Takes effect with Enter or when left, so that half a duration is never run. */
function StepInput({ step, onChange }: { step: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(step);
  const valid = text.trim() === '' || parseDuration(text) !== null;
  const commit = () => {
    if (valid && text.trim() !== step) onChange(text.trim());
  };
  return (
    <TextInput
      label="Step"
      placeholder="auto"
      description="Time between points, such as 30s or 5m"
      error={valid ? undefined : 'Write a duration such as 30s, 5m or 1h'}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
