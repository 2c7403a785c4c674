import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Greys with a hint of blue; index 9 is the page in the dark scheme. */
const dark: MantineColorsTuple = [
  '#d5d9e0',
  '#b3b9c4',
  '#8d95a3',
  '#666e7c',
  '#3b424e',
  '#2b313b',
  '#21262e',
  '#191d24',
  '#13161b',
  '#0e1014',
];

/** The one accent: selection, links, focus. Everything else coloured carries a meaning. */
const accent: MantineColorsTuple = [
  '#eaf2ff',
  '#d3e3fd',
  '#a6c6f9',
  '#7baaf7',
  '#5a93f2',
  '#3f7fea',
  '#2f6fdd',
  '#245dc1',
  '#1c4da3',
  '#143b80',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { dark, accent },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'Roboto Mono', ui-monospace, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontWeight: '600' },
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, fz: 12 } },
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    InputWrapper: { styles: { description: { fontSize: 12 }, error: { fontSize: 12 } } },
    Modal: { styles: { title: { fontWeight: 600 } } },
    Drawer: { styles: { title: { fontWeight: 600 } } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
  },
});
