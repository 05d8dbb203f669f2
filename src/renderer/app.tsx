import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type ComponentType, lazy, Suspense, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAdmission } from './backend/admission.ts'
import { LoadingState } from './components/loading-state.tsx'
import { ScreenBoundary } from './components/screen-boundary.tsx'
import { ConnectDialog } from './shell/connect-dialog.tsx'
import { Shell } from './shell/shell.tsx'
import { SignIn } from './shell/sign-in.tsx'
import { WaitingState } from './shell/waiting-state.tsx'
import { useFleet } from './stores/fleet.ts'
import { usePreferences } from './stores/preferences.ts'
import { followHash, type ScreenName, useRoute, useShownScreen } from './stores/route.ts'
import { resolveVariables, theme } from './theme/theme.ts'

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
} satisfies Record<ScreenName, () => Promise<ComponentType>>

const inPieces = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }))
const screens = {
  overview: inPieces(loads.overview),
  consumers: inPieces(loads.consumers),
  batches: inPieces(loads.batches),
  slots: inPieces(loads.slots),
  epochs: inPieces(loads.epochs),
  targets: inPieces(loads.targets),
  settings: inPieces(loads.settings),
  events: inPieces(loads.events),
}

/** Fetches the other screens while there is nothing else to do, so that none has to be waited for. */
async function fetchScreens(): Promise<void> {
  for (const load of Object.values(loads)) {
    await new Promise((done) => requestIdleCallback(done, { timeout: 5000 }))
    // Whoever goes there hears of it.
    await load().catch(() => {})
  }
}

export function App() {
  const { t } = useTranslation()
  const chosen = usePreferences((preferences) => preferences.theme)
  const close = t('common.close')
  // A cross alone says nothing to those who do not see it (UI-6).
  const named = useMemo(
    () => mergeThemeOverrides(theme, { components: { CloseButton: { defaultProps: { 'aria-label': close } } } }),
    [close],
  )
  return (
    <MantineProvider
      theme={named}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      {...(chosen !== 'auto' && { forceColorScheme: chosen })}
    >
      <Notifications position="bottom-right" autoClose={6000} />
      <Page />
    </MantineProvider>
  )
}

function Page() {
  const hasData = useFleet(({ data }) => data !== null)
  const name = useRoute(({ screen }) => screen)
  const admission = useAdmission()
  const Screen = screens[name]
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
              <Screen />
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

/** Says which screen is there, once it is. */
function Shown({ screen }: { screen: ScreenName }) {
  useEffect(() => useShownScreen.setState({ screen }), [screen])
  return null
}
