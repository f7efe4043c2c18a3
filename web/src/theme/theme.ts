import { type CSSVariablesResolver, createTheme } from '@mantine/core';
import { amber, night, paper, spruce } from './palette';

const SANS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: 'spruce',
  // Shade 8 carries white text with more than the contrast of WCAG AA, in both themes.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  colors: { spruce, amber, gray: paper, dark: night },
  black: '#23201d',
  fontFamily: SANS,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: {
    fontFamily: SANS,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '14px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { styles: { label: { fontWeight: 550 } } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', closeButtonProps: { 'aria-label': 'Close' } },
    },
    // The page has one banner; the head of a window over it is none.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
  },
});

/** Our own variables beside Mantine's: surfaces, lines, and the colours of charts. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#faf9f7',
    '--mantine-color-dimmed': paper[7],
    '--mantine-color-placeholder': paper[7],
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': spruce[8],
    '--mantine-color-default-border': '#d5d0c7',
    '--ob-surface': '#ffffff',
    '--ob-sunken': '#f2f0eb',
    '--ob-line': '#e6e2db',
    '--ob-header': '#ffffff',
    '--ob-accent': spruce[7],
    '--ob-accent-soft': spruce[0],
    '--ob-accent-text': spruce[8],
    '--ob-good': '#17694f',
    '--ob-warn': '#805400',
    '--ob-warn-soft': '#fcf3df',
    '--ob-bad': '#b3261e',
    '--ob-bad-soft': '#fcedeb',
    '--ob-chart-1': '#20745f',
    '--ob-chart-2': '#c98a1b',
    '--ob-chart-3': '#3f6fb0',
    '--ob-chart-4': '#a2506f',
    '--ob-chart-5': '#6d6aa8',
    '--ob-chart-6': '#7b8a3c',
    '--ob-chart-rest': '#9a948a',
    '--ob-shadow': '0 1px 2px rgb(35 32 29 / 5%), 0 4px 16px rgb(35 32 29 / 4%)',
  },
  dark: {
    '--mantine-color-body': night[8],
    '--mantine-color-dimmed': night[1],
    '--mantine-color-placeholder': night[2],
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-anchor': spruce[3],
    '--mantine-color-default-border': night[4],
    '--ob-surface': night[7],
    '--ob-sunken': night[9],
    '--ob-line': night[5],
    '--ob-header': '#161e1b',
    '--ob-accent': spruce[5],
    '--ob-accent-soft': '#17302a',
    '--ob-accent-text': spruce[3],
    '--ob-good': '#7fd0b4',
    '--ob-warn': '#ebc067',
    '--ob-warn-soft': '#2f2715',
    '--ob-bad': '#ff9d94',
    '--ob-bad-soft': '#38201e',
    '--ob-chart-1': '#54b598',
    '--ob-chart-2': '#e4ad42',
    '--ob-chart-3': '#7ba6e0',
    '--ob-chart-4': '#d888a5',
    '--ob-chart-5': '#a5a2dd',
    '--ob-chart-6': '#b3c26a',
    '--ob-chart-rest': '#8d9893',
    '--ob-shadow': '0 1px 2px rgb(0 0 0 / 30%)',
  },
});
