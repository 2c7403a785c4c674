import { Button, MultiSelect, Select } from '@mantine/core';
import { useState } from 'react';
import { fieldReducers, getValueFormats } from '../grafana';
import type { Panel } from '../model/types';
import { kindOf, kinds } from '../panels/kinds';
import { legendOptions } from '../panels/legend/Legend';
import { letter } from './document';
import { LinesField, NumberField, QueryField, TextField } from './fields';
import { at, set, type Path } from './patch';
import { TextPart } from './TextPart';
import { Thresholds, type Step } from './Thresholds';
import css from './edit.module.css';

const units = getValueFormats().map(({ text, submenu }) => ({ group: text, items: submenu!.map(({ text: label, value }) => ({ label, value: value! })) }));
const calcs = fieldReducers.list().map(({ id, name }) => ({ value: id, label: name }));

interface PanelFormProps {
  panel: Panel;
  onChange: (panel: Panel, key: Path, value: unknown) => void;
  /** Whether somebody who just added the panel goes on by typing its query. */
  focusQuery?: boolean;
}

/** What most people change of a panel. A change goes into the document once its field is left, and the panel behind shows it. */
export function PanelForm({ panel: initial, onChange, focusQuery }: PanelFormProps) {
  const [panel, setPanel] = useState(initial);
  const change = (key: Path, value: unknown) => {
    onChange(panel, key, value);
    setPanel(JSON.parse(set(JSON.stringify(panel), key, value)) as Panel);
  };
  return (
    <div className={css.form}>
      <TextField label="Title" value={panel.title} onDone={(title) => change(['title'], title)} />
      <LinesField label="Description" value={panel.description ?? ''} onDone={(text) => change(['description'], text)} />
      <Select label="Type" data={kinds.map(({ type, name }) => ({ value: type, label: name }))} value={panel.type} onChange={(type) => type && change(['type'], type)} allowDeselect={false} />
      {panel.type === 'text' && <TextPart panel={panel} change={change} />}
      {kindOf(panel.type).queries && <DataPart panel={panel} change={change} focusQuery={focusQuery} />}
    </div>
  );
}

interface DataPartProps extends Pick<PanelFormProps, 'panel' | 'focusQuery'> {
  change: (key: Path, value: unknown) => void;
}

/** What panels ask, and how they show the answer. Those that ask nothing have none of it. */
function DataPart({ panel, change, focusQuery }: DataPartProps) {
  const defaults = (key: string) => ['fieldConfig', 'defaults', key];
  const legend = (key: string) => ['options', 'legend', key];
  const shownLegend = legendOptions(panel.options);
  const value = <T,>(key: Path) => at(panel, key) as T | undefined;
  return (
    <>
      {panel.targets.map((target, i) => (
        <div key={target.refId} role="group" aria-label={`Query ${target.refId}`} className={css.form}>
          <QueryField autofocus={focusQuery && i === 0} label={`Query ${target.refId}`} value={target.expr ?? ''} onDone={(expr) => change(['targets', i, 'expr'], expr)} />
          <TextField label={`Legend of ${target.refId}`} placeholder="{{label}}" value={target.legendFormat ?? ''} onDone={(format) => change(['targets', i, 'legendFormat'], format)} />
        </div>
      ))}
      <Button variant="default" onClick={() => change(['targets'], [...panel.targets, { refId: letter(panel.targets.length), expr: '' }])}>
        Add query
      </Button>
      <Select label="Unit" searchable clearable data={units} value={value<string>(defaults('unit')) ?? null} onChange={(unit) => change(defaults('unit'), unit ?? undefined)} limit={80} />
      <div className={css.pair}>
        {(['min', 'max', 'decimals'] as const).map((key) => (
          <NumberField key={key} label={key === 'decimals' ? 'Decimals' : key === 'min' ? 'Least' : 'Most'} value={value<number>(defaults(key))} onDone={(n) => change(defaults(key), n)} />
        ))}
      </div>
      <Thresholds steps={value<Step[]>(['fieldConfig', 'defaults', 'thresholds', 'steps']) ?? []} onChange={(steps) => change(['fieldConfig', 'defaults', 'thresholds', 'steps'], steps)} />
      <div className={css.pair}>
        <Select label="Legend" data={['list', 'table', 'hidden']} value={shownLegend.showLegend ? shownLegend.displayMode : 'hidden'} onChange={(mode) => mode && change(['options', 'legend'], legendAs(panel, mode))} allowDeselect={false} />
        <Select label="Legend stands" data={['bottom', 'right']} value={value<string>(legend('placement')) ?? 'bottom'} onChange={(side) => change(legend('placement'), side)} allowDeselect={false} />
      </div>
      <MultiSelect label="Legend calculates" searchable data={calcs} value={value<string[]>(legend('calcs')) ?? []} onChange={(ids) => change(legend('calcs'), ids)} />
    </>
  );
}

/** Whether a legend is shown stands beside how it looks. */
function legendAs({ options }: Panel, mode: string): Record<string, unknown> {
  const legend = options.legend as Record<string, unknown> | undefined;
  if (mode === 'hidden') return { displayMode: 'list', placement: 'bottom', calcs: [], ...legend, showLegend: false };
  return { placement: 'bottom', calcs: [], ...legend, displayMode: mode, showLegend: true };
}
