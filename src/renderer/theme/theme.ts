import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const fonts = "'Inter Variable', 'Noto Sans CJK SC', sans-serif"

// Mantine takes its greys of the dark scheme from here: text, then borders, surfaces and background.
const dark = tuple(
  '#e6eaf0',
  '#c3cad4',
  '#97a3b3',
  '#8a96a6',
  '#27303b',
  '#1c232c',
  '#151a21',
  '#0e1116',
  '#0b0e12',
  '#080a0d',
)
// White text on the seventh has 5.2 : 1.
const blue = tuple(
  '#eff5ff',
  '#dbe7fe',
  '#bfd4fd',
  '#93b7fb',
  '#6c9bf5',
  '#4f86f2',
  '#3b76ef',
  '#2563eb',
  '#1d4fd0',
  '#1a43ab',
)
// White text on the eighth has 5.3 : 1; the fifth is that of errors in the dark.
const red = tuple(
  '#fff0ed',
  '#ffdfd9',
  '#ffbdb2',
  '#ff9a8a',
  '#ff7b6b',
  '#f0604d',
  '#c8371f',
  '#c4321c',
  '#a82a17',
  '#8c2413',
)

function tuple(...shades: string[]): MantineColorsTuple {
  return shades as unknown as MantineColorsTuple
}

/** Dense and calm: hairlines instead of shadows, one accent, 13 px text. */
export const theme = createTheme({
  fontFamily: fonts,
  fontFamilyMonospace: "'JetBrains Mono Variable', 'Noto Sans CJK SC', monospace",
  headings: { fontFamily: fonts, fontWeight: '600' },
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '24px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  primaryColor: 'blue',
  primaryShade: 7,
  colors: { dark, blue, red },
  components: {
    Alert: { defaultProps: { variant: 'outline' } },
    Button: { defaultProps: { size: 'xs' }, styles: { label: { fontWeight: 500 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    InputWrapper: { styles: { label: { fontSize: 12 }, description: { fontSize: 12 }, error: { fontSize: 12 } } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, transitionProps: { duration: 100 } } },
    // The menu itself takes the focus; a thing in it that is no entry is none to a screen reader (UI-6).
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { transitionProps: { duration: 100 }, centered: true } },
  },
})

const shared = {
  '--mantine-color-body': 'var(--bd-background)',
  '--mantine-color-text': 'var(--bd-text)',
  '--mantine-color-dimmed': 'var(--bd-muted)',
  '--mantine-color-default': 'var(--bd-surface)',
  '--mantine-color-default-border': 'var(--bd-border)',
  '--mantine-color-placeholder': 'var(--bd-muted)',
  '--mantine-color-anchor': 'var(--bd-accent)',
  '--mantine-color-error': 'var(--bd-error)',
}

/** Mantine's own variables, pointed at our palette. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  dark: { ...shared, '--mantine-color-default-hover': '#1c232c' },
  light: { ...shared, '--mantine-color-default-hover': '#f0f2f5' },
})

/** `[DT-24]` The same with the accent of the system in the place of ours. @param shades of {@link accentShades} */
export function resolveWithAccent(shades: MantineColorsTuple): CSSVariablesResolver {
  return (given) => {
    const { variables, dark: inDark, light: inLight } = resolveVariables(given)
    return {
      variables,
      dark: { ...inDark, ...accented(shades[4], 14) },
      light: { ...inLight, ...accented(shades[7], 10) },
    }
  }
}

/** @param percent how much of it is in what is selected */
function accented(accent: string, percent: number) {
  return { '--bd-accent': accent, '--bd-selected': `color-mix(in srgb, ${accent} ${percent}%, var(--bd-surface))` }
}
