import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import { type ComponentType, createElement, lazy, Suspense, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAdmission } from './backend/admission.ts'
import { LoadingState } from './components/loading-state.tsx'
import { ScreenBoundary } from './components/screen-boundary.tsx'
import { paperScale } from './shell/print/print-page.ts'
import { ConnectDialog } from './shell/connect-dialog.tsx'
import { Shell } from './shell/shell.tsx'
import { SignIn } from './shell/sign-in.tsx'
import { WaitingState } from './shell/waiting-state.tsx'
import { useDesktop } from './stores/desktop.ts'
import { useFleet } from './stores/fleet.ts'
import { usePreferences } from './stores/preferences.ts'
import { usePrinting } from './stores/printing.ts'
import { followHash, screenNames, type ScreenName, useRoute, useShownScreen } from './stores/route.ts'
import { accentShades } from './theme/accent.ts'
import { resolveVariables, resolveWithAccent, theme } from './theme/theme.ts'

/** Each screen is a piece of the program of its own: the first picture waits only for the one that is asked for. */
const loads = {
  overview: async () => (await import('./screens/overview/overview-screen.tsx')).OverviewScreen,
  consumers: async () => (await import('./screens/consumers/consumers-screen.tsx')).ConsumersScreen,
  batches: async () => (await import('./screens/batches/batches-screen.tsx')).BatchesScreen,
  slots: async () => (await import('./screens/slots/slots-screen.tsx')).SlotsScreen,
  epochs: async () => (await import('./screens/epochs/epochs-screen.tsx')).EpochsScreen,
  targets: async () => (await import('./screens/targets/targets-screen.tsx')).TargetsScreen,
  settings: async () => (await import('./screens/settings/settings-screen.tsx')).SettingsScreen,
  events: async () => (await import('./screens/events/events-screen.tsx')).EventsScreen,
  help: async () => (await import('./screens/help/help-screen.tsx')).HelpScreen,
} satisfies Record<ScreenName, () => Promise<ComponentType>>

/** Those that have come: they are shown at once, where what has still to come is waited for. */
const come = new Map<ScreenName, ComponentType>()

async function fetchScreen(name: ScreenName): Promise<ComponentType> {
  const screen = await loads[name]()
  come.set(name, screen)
  return screen
}

const inPieces = (name: ScreenName) => lazy(async () => ({ default: await fetchScreen(name) }))
const screens = {
  overview: inPieces('overview'),
  consumers: inPieces('consumers'),
  batches: inPieces('batches'),
  slots: inPieces('slots'),
  epochs: inPieces('epochs'),
  targets: inPieces('targets'),
  settings: inPieces('settings'),
  events: inPieces('events'),
  help: inPieces('help'),
}

// The one that is asked for comes while the monitor is connected to. Whoever is shown it hears of what goes wrong.
void fetchScreen(useRoute.getState().screen).catch(() => {})

/** Fetches the other screens while there is nothing else to do, so that none has to be waited for; the documentation can be. */
async function fetchScreens(): Promise<void> {
  for (const name of screenNames) {
    if (name === 'help') continue
    await new Promise((done) => requestIdleCallback(done, { timeout: 5000 }))
    // Whoever goes there hears of it.
    await fetchScreen(name).catch(() => {})
  }
}

export function App() {
  const { t } = useTranslation()
  const liked = usePreferences((preferences) => preferences.theme)
  const isPrinting = useDressForPaper()
  // The colours that a system forces are dark or light themselves.
  const isForced = useMediaQuery('(forced-colors: active)') ?? false
  // Paper is light.
  const chosen = isPrinting ? 'light' : isForced ? 'auto' : liked
  const close = t('common.close')
  // A cross alone says nothing to those who do not see it (UI-6).
  const shades = useSystemAccent()
  const named = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: { CloseButton: { defaultProps: { 'aria-label': close } } },
        ...(shades && { colors: { blue: shades } }),
      }),
    [close, shades],
  )
  const variables = useMemo(() => (shades ? resolveWithAccent(shades) : resolveVariables), [shades])
  return (
    <MantineProvider
      theme={named}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      {...(chosen !== 'auto' && { forceColorScheme: chosen })}
    >
      <Notifications position="bottom-right" autoClose={6000} />
      <Page />
    </MantineProvider>
  )
}

/** `[DT-24]` The accent of the system where it is wanted and known. Where contrast is asked for, the colours are those that have it. */
function useSystemAccent(): ReturnType<typeof accentShades> | null {
  const wanted = usePreferences(({ accent }) => accent === 'system')
  const accent = useDesktop(({ state }) => state?.native.accent ?? null)
  const hasOwn = useMediaQuery('(prefers-contrast: more), (forced-colors: active)') ?? false
  return useMemo(() => (wanted && accent !== null && !hasOwn ? accentShades(accent) : null), [wanted, accent, hasOwn])
}

/** `[DT-23]` Says to the style sheets that the page is to be as it is on paper. @returns whether it is */
function useDressForPaper(): boolean {
  const page = usePrinting((printing) => printing.page)
  useLayoutEffect(() => {
    if (!page) return undefined
    const { dataset, style } = document.documentElement
    dataset['printing'] = ''
    style.setProperty('--bd-page-width', `${page.width}px`)
    style.setProperty('--bd-page-scale', String(paperScale(page.width)))
    return () => {
      delete dataset['printing']
    }
  }, [page])
  return page !== null
}

function Page() {
  const hasData = useFleet(({ data }) => data !== null)
  const name = useRoute(({ screen }) => screen)
  const admission = useAdmission()
  useEffect(() => {
    window.addEventListener('hashchange', followHash)
    return () => window.removeEventListener('hashchange', followHash)
  }, [])
  useEffect(() => {
    if (hasData) void fetchScreens()
  }, [hasData])
  if (admission.state !== 'open') return <SignIn admission={admission} />
  return (
    <>
      {hasData ? (
        <Shell>
          <ScreenBoundary key={name}>
            <Suspense fallback={<LoadingState />}>
              <ScreenOf name={name} />
              <Shown screen={name} />
            </Suspense>
          </ScreenBoundary>
        </Shell>
      ) : (
        <WaitingState />
      )}
      <ConnectDialog />
    </>
  )
}

/** One of them, the same piece for as long as it is shown: another one would begin anew. */
function ScreenOf({ name }: { name: ScreenName }) {
  const [screen] = useState(() => come.get(name) ?? screens[name])
  return createElement(screen)
}

/** Says which screen is there, once it is. */
function Shown({ screen }: { screen: ScreenName }) {
  useEffect(() => useShownScreen.setState({ screen }), [screen])
  return null
}
