import { Select } from '@mantine/core';
import type { Panel } from '../model/types';
import { LinesField } from './fields';
import type { Path } from './patch';

const modes = [
  { value: 'markdown', label: 'Markdown' },
  { value: 'html', label: 'HTML' },
  { value: 'code', label: 'Code, as it is' },
];

/** What a text panel says, and how that is read. */
export function TextPart({ panel, change }: { panel: Panel; change: (key: Path, value: unknown) => void }) {
  const { mode = 'markdown', content = '' } = panel.options as { mode?: string; content?: string };
  return (
    <>
      <LinesField label="Content" description="Variables are filled in: $name" minRows={6} value={content} onDone={(text) => change(['options', 'content'], text)} />
      <Select label="Mode" data={modes} value={mode} onChange={(chosen) => chosen && change(['options', 'mode'], chosen)} allowDeselect={false} />
    </>
  );
}
