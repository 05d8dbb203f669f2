import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ConnectDialog } from './shell/connect-dialog.tsx'
import { Shell } from './shell/shell.tsx'
import { WaitingState } from './shell/waiting-state.tsx'
import { useFleet } from './stores/fleet.ts'
import { usePreferences } from './stores/preferences.ts'
import { followHash, useRoute } from './stores/route.ts'
import { resolveVariables, theme } from './theme.ts'
import { BatchesView } from './views/batches/batches-view.tsx'
import { ConsumersView } from './views/consumers/consumers-view.tsx'
import { EpochsView } from './views/epochs/epochs-view.tsx'
import { EventsView } from './views/events/events-view.tsx'
import { OverviewView } from './views/overview/overview-view.tsx'
import { SettingsView } from './views/settings/settings-view.tsx'
import { SlotsView } from './views/slots/slots-view.tsx'
import { TargetsView } from './views/targets/targets-view.tsx'

const views = {
  overview: OverviewView,
  consumers: ConsumersView,
  batches: BatchesView,
  slots: SlotsView,
  epochs: EpochsView,
  targets: TargetsView,
  settings: SettingsView,
  events: EventsView,
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
  const View = views[useRoute(({ view }) => view)]
  useEffect(() => {
    window.addEventListener('hashchange', followHash)
    return () => window.removeEventListener('hashchange', followHash)
  }, [])
  return (
    <>
      {hasData ? (
        <Shell>
          <View />
        </Shell>
      ) : (
        <WaitingState />
      )}
      <ConnectDialog />
    </>
  )
}
