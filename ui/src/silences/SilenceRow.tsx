import { useQueryClient, useMutation } from '@tanstack/react-query';
import { Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconPencil, IconPlayerStop } from '@tabler/icons-react';
import { expireSilence, type Silence } from '../api/alertmanager';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import { Pill, type Tone } from '../parts/Pill';
import { live } from '../time/refresh';
import { MatcherList } from './MatcherList';
import css from './silences.module.css';

const stateTone: Record<Silence['status']['state'], Tone> = { active: 'ok', pending: 'info', expired: 'quiet' };

/** `holdsBack` is how many alerts the silence keeps from being notified about right now. */
export function SilenceRow({ silence, holdsBack }: { silence: Silence; holdsBack: number }) {
  const { id, matchers, comment, createdBy, startsAt, endsAt, status } = silence;
  return (
    <article className={css.silence} aria-label={`Silence ${comment}`}>
      <div className={css.state}>
        <Pill tone={stateTone[status.state]}>{status.state}</Pill>
      </div>
      <div className={css.what}>
        <MatcherList matchers={matchers} />
        <div className={css.comment}>
          {comment} <span className={css.author}>by {createdBy}</span>
        </div>
      </div>
      <div className={css.when}>
        {status.state === 'pending' && (
          <span>
            starts <Ago time={startsAt} />
          </span>
        )}
        <span>
          {status.state === 'expired' ? 'ended' : 'ends'} <Ago time={endsAt} />
        </span>
        {status.state === 'active' && (
          <span className={css.holds}>
            {holdsBack === 0 ? 'holds nothing back' : `holds back ${plural(holdsBack, 'alert')}`}
          </span>
        )}
      </div>
      <div className={css.actions}>
        {status.state === 'expired' ? (
          <PageLink to={`/silences/${id}/copy`}>
            <IconCopy size={14} aria-hidden /> Make again
          </PageLink>
        ) : (
          <>
            <PageLink to={`/silences/${id}/edit`}>
              <IconPencil size={14} aria-hidden /> Edit
            </PageLink>
            <ExpireButton id={id} />
          </>
        )}
      </div>
    </article>
  );
}

function ExpireButton({ id }: { id: string }) {
  const [opened, popover] = useDisclosure(false);
  const client = useQueryClient();
  const expire = useMutation({
    mutationFn: () => expireSilence(id),
    onSuccess: () => {
      popover.close();
      notifications.show({ message: 'The silence has ended; its alerts notify again.' });
      return client.invalidateQueries({ queryKey: [live] });
    },
  });
  return (
    <Popover opened={opened} onChange={popover.toggle} position="bottom-end" withArrow trapFocus shadow="md">
      <Popover.Target>
        <button type="button" className={css.textButton} onClick={popover.toggle}>
          <IconPlayerStop size={14} aria-hidden /> Expire
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.confirm}>
        <p>End this silence now? Alerts that still fire will notify.</p>
        {expire.error && (
          <p className={css.problem} role="alert">
            {expire.error.message}
          </p>
        )}
        <div className={css.confirmButtons}>
          <Button variant="default" onClick={popover.close}>
            Keep it
          </Button>
          <Button color="red.9" loading={expire.isPending} onClick={() => expire.mutate()} data-autofocus>
            End it now
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
