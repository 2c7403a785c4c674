import { IconCompass } from '@tabler/icons-react';
import { PageLink } from '../parts/PageLink';
import { Empty } from '../parts/states';

export function NotFound() {
  return (
    <Empty icon={<IconCompass size={28} stroke={1.5} aria-hidden />} title="There is no page at this address">
      The link may be from another version. Begin at <PageLink to="/">Home</PageLink>, or press <kbd>?</kbd> to see
      where you can go.
    </Empty>
  );
}
