import { IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { useAction } from '../backend/use-command.ts'
import { useDataAge } from '../components/relative-time.tsx'
import { useFormat } from '../i18n/format.ts'
import { useCanAct } from '../stores/can-act.ts'
import { showOwnMonitor, useDesktop } from '../stores/desktop.ts'
import { useFleet } from '../stores/fleet.ts'
import { Announcements } from './announcements.tsx'
import { Dialogs } from './dialogs.tsx'
import { Header } from './header.tsx'
import { useProblemText } from './problem-text.ts'
import { Rail } from './rail.tsx'
import { Palette } from './palette/palette.tsx'
import { useShortcuts } from './use-shortcuts.ts'

/** What surrounds every screen. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  useShortcuts(useCanAct())
  return (
    <div className="bd-shell">
      <a className="bd-skip" href="#content" onClick={focusContent}>
        {t('shell.skip')}
      </a>
      <Rail />
      <Header />
      <main className="bd-main" id="content" tabIndex={-1}>
        <Banners />
        {children}
      </main>
      <Announcements />
      <Dialogs />
      <Palette />
    </div>
  )
}

function Banners() {
  const { t } = useTranslation()
  const connection = useFleet((fleet) => fleet.connection)
  const pausedAt = useFleet((fleet) => fleet.pausedAt)
  const clockOffset = useFleet((fleet) => fleet.clockOffset)
  const format = useFormat()
  const age = useDataAge()
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const problem = useDesktop(({ state }) => state?.problem ?? null)
  const problemText = useProblemText()
  const [, run] = useAction()
  return (
    <>
      {connection === 'lost' && (
        <div className="bd-banner" role="alert">
          <IconPlugConnectedX size={15} color="var(--bd-error)" aria-hidden />
          {t('shell.lostBanner', { age })}
          {problem && <span className="bd-dim">{problemText(problem)}</span>}
          {attached !== null && (
            <Button
              flex="none"
              ml="auto"
              variant="default"

              onClick={() => void run(showOwnMonitor)}
            >
              {t('desktop.back')}
            </Button>
          )}
        </div>
      )}
      {pausedAt !== null && (
        <div className="bd-banner" role="status">
          <IconPlayerPause size={15} color="var(--bd-suspect)" aria-hidden />
          {t('shell.pausedBanner', { time: format.clock(pausedAt + clockOffset) })}
        </div>
      )}
    </>
  )
}

/** The address holds the screen, so a link to an anchor must not change it. */
function focusContent(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
