import { IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, VisuallyHidden } from '@mantine/core'
import { useAction } from '../backend/context.tsx'
import { useDataAge } from '../components/relative-time.tsx'
import { useCanAct } from '../stores/can-act.ts'
import { callDesktop, useDesktop } from '../stores/desktop.ts'
import { useFleet, useFleetData } from '../stores/fleet.ts'
import { closeReloadDialog, openReloadDialog, useReloadDialog } from '../stores/reload-dialog.ts'
import { useTask } from '../stores/selected-task.ts'
import { useAlertText } from '../views/overview/alert-text.ts'
import { Header } from './header.tsx'
import { useProblemText } from './problem-text.ts'
import { Rail } from './rail.tsx'
import { ReloadDialog } from './reload-dialog.tsx'
import { useShortcuts } from './shortcuts.ts'

/** What surrounds every view. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { isOpen: isReloading, rebalance } = useReloadDialog()
  const task = useTask()
  const canAct = useCanAct()
  useShortcuts(canAct ? openReload : nothing)
  return (
    <div className="bd-shell">
      <a className="bd-skip" href="#content" onClick={focusContent}>
        {t('shell.skip')}
      </a>
      <Rail />
      <Header onReload={openReload} />
      <main className="bd-main" id="content" tabIndex={-1}>
        <Banners />
        {children}
      </main>
      <Announcements />
      {isReloading && <ReloadDialog task={task} rebalance={rebalance} onClose={closeReloadDialog} />}
    </div>
  )
}

const openReload = (): void => openReloadDialog()
function nothing(): void {}

function Banners() {
  const { t } = useTranslation()
  const connection = useFleet((fleet) => fleet.connection)
  const isPaused = useFleet((fleet) => fleet.isPaused)
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
              variant="default"
              style={{ flex: 'none', marginLeft: 'auto' }}
              onClick={() => void run(() => callDesktop('monitor.detach', {}))}
            >
              {t('desktop.back')}
            </Button>
          )}
        </div>
      )}
      {isPaused && (
        <div className="bd-banner" role="status">
          <IconPlayerPause size={15} color="var(--bd-suspect)" aria-hidden />
          {t('shell.pausedBanner')}
        </div>
      )}
    </>
  )
}

/** `[UI-6]` Alerts are read out as they come. */
function Announcements() {
  const alerts = useFleetData((data) => data.alerts)
  const text = useAlertText()
  const newest = alerts.toSorted((a, b) => b.since - a.since)[0]
  return (
    <VisuallyHidden aria-live="polite" role="log">
      {newest && text(newest)}
    </VisuallyHidden>
  )
}

/** The address holds the view, so a link to an anchor must not change it. */
function focusContent(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
