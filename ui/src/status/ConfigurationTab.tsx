import { IconFileText } from '@tabler/icons-react';
import { useConfigParts, useStatus } from '../api/hooks';
import type { ConfigPart } from '../api/lookout';
import { CopyButton } from '../parts/CopyButton';
import { Panel } from '../parts/Panel';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import css from './status.module.css';
import { Yaml } from './Yaml';

/** The configuration as it runs: defaults filled in, secrets hidden by the server. */
export function ConfigurationTab() {
  const parts = useConfigParts();
  const { data: status } = useStatus();
  return (
    <Loaded query={parts} loading={<Loading rows={12} height={16} />}>
      {(list) => (
        <div className={table.stack}>
          <p className={css.note}>
            {status?.config.builtin
              ? 'This is the built-in configuration; start with --config lookout.yml, or --prometheus.config and --alertmanager.config, to bring your own. '
              : 'This is what runs, with defaults filled in; the files may have changed since. '}
            Secrets are shown as <code>&lt;secret&gt;</code>.
          </p>
          {list.length === 0 && (
            <Empty
              icon={<IconFileText size={26} stroke={1.5} aria-hidden />}
              title="The server shows no configuration"
            />
          )}
          {list.map((part) => (
            <Part key={part.name} part={part} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

function Part({ part: { name, yaml } }: { part: ConfigPart }) {
  return (
    <Panel title={name} flush aside={<CopyButton value={yaml} what={name} />}>
      <Yaml text={yaml} label={name} />
    </Panel>
  );
}
