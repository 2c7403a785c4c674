import type { PopoverProps } from '@mantine/core';

/** How the bar's popovers open: at once, and back to where the keys were when they close. */
export const popover: Partial<PopoverProps> = {
  position: 'bottom-start',
  shadow: 'md',
  trapFocus: true,
  returnFocus: true,
  transitionProps: { duration: 0 },
};
