import { Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconArchive, IconEyeCheck } from '@tabler/icons-react';
import { useMissingTargets } from '../api/hooks';
import { retireTarget, type MissingTarget } from '../api/lookout';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { LabelList } from '../parts/LabelList';
import { Dot } from '../parts/Pill';
import { Empty, Loaded, Loading } from '../parts/states';
import { VirtualList } from '../parts/VirtualList';
import { live } from '../time/refresh';
import { missingMatchesText } from './select';
import css from './targets.module.css';

/** Targets that vanished from discovery and that nobody announced to go. */
export function MissingTargets({ text }: { text: string }) {
  const missing = useMissingTargets();
  return (
    <Loaded query={missing} loading={<Loading rows={4} height={28} />}>
      {(list) => <Missing list={list.filter((one) => missingMatchesText(one, text))} all={list.length} />}
    </Loaded>
  );
}

function Missing({ list, all }: { list: MissingTarget[]; all: number }) {
  if (list.length === 0) {
    return (
      <Empty
        icon={<IconEyeCheck size={26} stroke={1.5} aria-hidden />}
        title={all > 0 ? 'No missing target matches' : 'No target is missing'}
      >
        {all > 0 ? 'Try fewer words.' : 'Every target that was ever found is still found, or was announced to go.'}
      </Empty>
    );
  }
  return (
    <>
      <p className={css.found} role="status">
        {plural(list.length, 'target')} vanished from discovery unannounced
      </p>
      <div className={css.box}>
        <VirtualList
          label="Missing targets"
          items={list}
          keyOf={({ job, instance, url }) => `${job} ${instance} ${url}`}
          estimate={() => 64}
        >
          {(target) => <MissingRow target={target} />}
        </VirtualList>
      </div>
    </>
  );
}

function MissingRow({ target }: { target: MissingTarget }) {
  const { job, instance, url, labels, foundBy, reason, firstSeen, since, retiresAt } = target;
  return (
    <div className={css.target}>
      <div className={css.missing}>
        <Dot tone={retiresAt ? 'quiet' : 'bad'} label="missing" />
        <div className={css.url}>
          <strong>{job}</strong> {instance}
          <div className={css.was}>{url}</div>
        </div>
        <div className={css.labels}>
          <LabelList labels={labels} omit={['job', 'instance']} />
        </div>
        <div className={css.gone}>
          <span>
            {reason === 'dropped' ? 'dropped by relabelling' : 'gone'} <Ago time={since} />
          </span>
          <span className={css.was}>
            found by {foundBy}, first <Ago time={firstSeen} />
          </span>
          {retiresAt && (
            <span className={css.was}>
              its policy retires it <Ago time={retiresAt} />
            </span>
          )}
        </div>
        <RetireButton job={job} instance={instance} />
      </div>
    </div>
  );
}

function RetireButton({ job, instance }: { job: string; instance: string }) {
  const [opened, popover] = useDisclosure(false);
  const client = useQueryClient();
  const retire = useMutation({
    mutationFn: () => retireTarget(job, instance),
    onSuccess: () => {
      popover.close();
      notifications.show({ message: `${instance} is retired; it will be remembered again if it returns.` });
      return client.invalidateQueries({ queryKey: [live] });
    },
  });
  return (
    <Popover opened={opened} onChange={popover.toggle} position="bottom-end" withArrow trapFocus shadow="md">
      <Popover.Target>
        <button type="button" className={css.retire} aria-label={`Retire ${instance}`} onClick={popover.toggle}>
          <IconArchive size={14} aria-hidden /> Retire
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.confirm}>
        <p>Is {instance} gone for good? Its alert ends, and the audit log says who retired it.</p>
        {retire.error && (
          <p className={css.problem} role="alert">
            {retire.error.message}
          </p>
        )}
        <div className={css.confirmButtons}>
          <Button variant="default" onClick={popover.close}>
            Keep it
          </Button>
          <Button color="red.9" loading={retire.isPending} onClick={() => retire.mutate()} data-autofocus>
            Retire it
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
