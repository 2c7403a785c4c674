import { Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deletePushedGroup, type PushedGroup } from '../api/lookout';
import { plural } from '../format/number';
import { live } from '../time/refresh';
import css from './pushed.module.css';

/** Asks first: nothing but another push of the job brings a group back. */
export function DeleteButton({ group: { id, labels, samples } }: { group: PushedGroup }) {
  const [opened, popover] = useDisclosure(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deletePushedGroup(id),
    onSuccess: () => {
      popover.close();
      notifications.show({ message: 'The group is deleted; its series end with the next scrape.' });
      // The list alone: its row goes with it, and nobody asks for the values of a group that is gone.
      return client.invalidateQueries({ queryKey: [live, 'pushed'] });
    },
  });
  return (
    <Popover opened={opened} onChange={popover.toggle} position="bottom-end" withArrow trapFocus shadow="md">
      <Popover.Target>
        <button
          type="button"
          className={css.delete}
          aria-label={`Delete the group of ${labels.job}`}
          onClick={popover.toggle}
        >
          <IconTrash size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.confirm}>
        <p>
          Delete this group of {labels.job} with its {plural(samples, 'sample')}? What was scraped of it stays; the group
          comes back with the next push.
        </p>
        {remove.error && (
          <p className={css.problem} role="alert">
            {remove.error.message}
          </p>
        )}
        <div className={css.confirmButtons}>
          <Button variant="default" onClick={popover.close}>
            Keep it
          </Button>
          <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate()} data-autofocus>
            Delete it
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
