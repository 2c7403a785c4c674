import { Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import { storedJson, type OpenedDashboard } from '../../api/dashboards';
import { Loaded } from '../../parts/states';
import { useChangeSearch } from '../../url/search';
import type { Dashboard, Panel } from '../model/types';
import { DashboardView } from '../page/DashboardView';
import { EditingContext, type Editing } from './context';
import { addPanel, asPlaced, isPlaced, nextId, place, removePanel, rootOf, samePanels, setInPanel } from './document';
import { JsonForm } from './JsonForm';
import { PanelForm } from './PanelForm';
import { at, set, stepsOf } from './patch';
import { SaveBar } from './SaveBar';
import { SettingsForm } from './SettingsForm';
import { useDraft } from './useDraft';
import css from './edit.module.css';

/** A dashboard being changed: drawn as always, with tools over its panels and a bar to save. */
export default function EditPage({ opened }: { opened: OpenedDashboard }) {
  // The version that was opened stays the one that is changed: a newer one must not take the draft away.
  const [begun] = useState(opened);
  const { uid, version } = begun;
  const stored = useQuery({ queryKey: ['dashboard-json', uid, version], queryFn: ({ signal }) => storedJson(uid, version, signal), staleTime: Infinity });
  return <Loaded query={stored}>{(text) => <Editor opened={begun} stored={text} />}</Loaded>;
}

type Open = { what: 'panel' | 'panel-json'; panel: Panel; added?: boolean } | { what: 'settings' | 'json' } | undefined;

function Editor({ opened, stored }: { opened: OpenedDashboard; stored: string }) {
  const asked = new URLSearchParams(useSearch()).getAll('addQuery');
  const draft = useDraft(stored, opened, asked.length > 0 ? addPanel(stored, opened, asked) : stored);
  const { text, drawn, change } = draft;
  const [folder, setFolder] = useState(opened.folder);
  const [open, setOpen] = useState<Open>();
  const [added, setAdded] = useState<number>();
  const changeSearch = useChangeSearch();
  const leave = () => {
    draft.release();
    changeSearch({ edit: null, addQuery: null });
  };
  const pathOf = (panel: Panel) => drawn.paths[panel.id]!;
  const placed = isPlaced(text);
  // Else the paths of what is drawn lead to other panels in the text.
  const steady = useMemo(() => samePanels(draft.drawnText, text), [draft.drawnText, text]);
  const add = () => {
    if (!steady) return; // its id would be that of the one before
    change(addPanel(text, drawn, []));
    setAdded(nextId(drawn.dashboard));
  };
  // There is no panel to fill in before the server has said what the text means.
  const drawnNow = added === undefined ? undefined : panelOf(drawn.dashboard, added);
  if (drawnNow) {
    setAdded(undefined);
    setOpen({ what: 'panel', panel: drawnNow, added: true });
  }
  const editing = useMemo<Editing>(
    () => ({
      fixed: placed ? undefined : 'Its panels stand in rows of an old form: convert the dashboard to arrange them',
      edit: (panel) => setOpen({ what: 'panel', panel }),
      remove: (panel) => {
        if (!steady || !window.confirm(`Delete the panel “${panel.title}”?`)) return;
        setOpen((now) => (now && 'panel' in now && now.panel.id === panel.id ? undefined : now));
        change((text) => removePanel(text, drawn.paths[panel.id]!));
      },
      place: (panel, to) => steady && change((text) => place(text, drawn, panel.id, to)),
    }),
    [drawn, change, placed, steady],
  );
  return (
    <EditingContext value={editing}>
      <div className={open ? css.beside : undefined}>
      <div className={css.bar} role="toolbar" aria-label="Edit this dashboard">
        {placed ? (
          <Button variant="default" onClick={add}>
            Add panel
          </Button>
        ) : (
          <Button variant="default" onClick={() => change(asPlaced(drawn.dashboard))}>
            Convert to the present form
          </Button>
        )}
        <Button variant="default" onClick={() => setOpen({ what: 'settings' })}>
          Settings
        </Button>
        <Button variant="default" onClick={() => setOpen({ what: 'json' })}>
          JSON
        </Button>
        <SaveBar opened={opened} draft={draft} folder={folder} onDone={leave} />
        <Button variant="subtle" onClick={() => (!draft.dirty || window.confirm('Throw the changes away?')) && leave()}>
          Cancel
        </Button>
      </div>
      <DashboardView opened={{ ...opened, ...drawn }} />
      </div>
      <Drawer opened={open !== undefined} onClose={() => setOpen(undefined)} position="right" size="min(560px, 100vw)" title={titleOf(open)} withOverlay={false} lockScroll={false}>
        {open?.what === 'panel' && (
          <>
            <PanelForm key={open.panel.id} panel={open.panel} focusQuery={open.added} onChange={(panel, key, value) => steady && change((text) => setInPanel(text, pathOf(panel), panel, key, value))} />
            <Button variant="default" mt="md" onClick={() => setOpen({ what: 'panel-json', panel: open.panel })}>
              The panel as JSON
            </Button>
          </>
        )}
        {open?.what === 'panel-json' && steady && (
          <JsonForm
            label="The panel as it is stored"
            text={JSON.stringify(at(JSON.parse(text), stepsOf(pathOf(open.panel))), null, 2)}
            onApply={(json) => {
              change((text) => set(text, stepsOf(pathOf(open.panel)), JSON.parse(json)));
              setOpen(undefined);
            }}
          />
        )}
        {open?.what === 'settings' && (
          <SettingsForm dashboard={drawn.dashboard} folder={folder} onFolder={setFolder} onChange={(key, value) => change((text) => set(text, [...rootOf(text), ...key], value))} />
        )}
        {open?.what === 'json' && (
          <JsonForm
            label="The whole document"
            text={text}
            onApply={(json) => {
              change(json);
              setOpen(undefined);
            }}
          />
        )}
      </Drawer>
    </EditingContext>
  );
}

const panelOf = ({ panels }: Dashboard, id: number) => panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).find((panel) => panel.id === id);

function titleOf(open: Open): string {
  if (open === undefined) return '';
  return 'panel' in open ? open.panel.title || 'Panel' : open.what === 'settings' ? 'Settings' : 'JSON';
}
