import { Button, Group } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../backend/use-command.ts'
import { LoadingState } from '../components/loading-state.tsx'
import { openConnectDialog } from '../stores/connect-dialog.ts'
import { showOwnMonitor, useDesktop } from '../stores/desktop.ts'
import { useFleet } from '../stores/fleet.ts'
import { useProblemText } from './problem-text.ts'

/** `[UI-4]` Before the first snapshot: connecting, or why that does not work. */
export function WaitingState() {
  const { t } = useTranslation()
  const connection = useFleet((fleet) => fleet.connection)
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const problem = useDesktop(({ state }) => state?.problem ?? null)
  const problemText = useProblemText()
  const [isRunning, run] = useAction()
  if (attached === null) return <LoadingState label={connection === 'lost' ? t('shell.lost') : t('shell.connecting')} />
  const actions = (
    <Group gap="sm">
      <Button loading={isRunning} onClick={() => void run(showOwnMonitor)}>
        {t('desktop.back')}
      </Button>
      <Button variant="default" onClick={() => openConnectDialog(attached)}>
        {t('connect.open')}
      </Button>
    </Group>
  )
  return (
    <main className="bd-waiting">
      {problem === null ? (
        <LoadingState label={t('connect.waiting', { url: attached })} />
      ) : (
        <div className="bd-empty" role="alert">
          <IconPlugConnectedX size={20} color="var(--bd-error)" aria-hidden />
          <strong className="bd-mono">{attached}</strong>
          <span>{problemText(problem)}</span>
          <span className="bd-dim">{t('connect.trying')}</span>
        </div>
      )}
      <div className="bd-waiting-actions">{actions}</div>
    </main>
  )
}
