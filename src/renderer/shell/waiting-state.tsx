import { Button, Group } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../backend/use-command.ts'
import { useMonitorLabel, useMonitors } from '../features/desktop/use-monitors.ts'
import { LoadingState } from '../components/loading-state.tsx'
import { openConnectDialog } from '../stores/connect-dialog.ts'
import { callDesktop, showOwnMonitor, useDesktop } from '../stores/desktop.ts'
import { useFleet } from '../stores/fleet.ts'
import { useProblemText } from '../features/desktop/problem-text.ts'

/** `[UI-4]` Before the first snapshot: connecting, or why that does not work. */
export function WaitingState() {
  const { t } = useTranslation()
  const connection = useFleet((fleet) => fleet.connection)
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const monitor = useMonitors().find(({ id }) => id === attached)
  const labelOf = useMonitorLabel()
  const problem = useDesktop(({ state }) => state?.problem ?? null)
  const problemText = useProblemText()
  const [isRunning, run] = useAction()
  if (attached === null || !monitor)
    return <LoadingState label={connection === 'lost' ? t('shell.lost') : t('shell.connecting')} />
  const isHeld = monitor.health.standing === 'held'
  const actions = (
    <Group gap="sm">
      {isHeld && <Button onClick={() => openConnectDialog(monitor)}>{t('monitors.signInNow')}</Button>}
      {isHeld && (
        <Button variant="default" onClick={() => void run(() => callDesktop('monitor.retry', { id: attached }))}>
          {t('monitors.retry')}
        </Button>
      )}
      <Button variant={isHeld ? 'default' : 'filled'} loading={isRunning} onClick={() => void run(showOwnMonitor)}>
        {t('desktop.back')}
      </Button>
      <Button variant="default" onClick={() => openConnectDialog()}>
        {t('connect.open')}
      </Button>
    </Group>
  )
  return (
    <main className="bd-waiting">
      {problem === null ? (
        <LoadingState label={t('connect.waiting', { url: labelOf(monitor) })} />
      ) : (
        <div className="bd-empty" role="alert">
          <IconPlugConnectedX size={20} color="var(--bd-error)" aria-hidden />
          <strong>{labelOf(monitor)}</strong>
          {monitor.name !== null && <span className="bd-mono bd-dim">{monitor.url}</span>}
          <span>{problemText(problem)}</span>
          {!isHeld && <span className="bd-dim">{t('connect.trying')}</span>}
        </div>
      )}
      <div className="bd-waiting-actions">{actions}</div>
    </main>
  )
}
