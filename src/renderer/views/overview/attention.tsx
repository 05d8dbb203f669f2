import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertView } from '../../../core/console-api.ts'
import { useAction, useBackend } from '../../backend/context.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { openReloadDialog } from '../../stores/reload-dialog.ts'
import { goTo } from '../../stores/route.ts'
import { selectTask } from '../../stores/selected-task.ts'
import { useAlertText } from './alert-text.ts'

const SHOWN = 8
const MOST = 500

/** Everything that needs a hand, each with the action that helps. */
export function Attention() {
  const { t } = useTranslation()
  const alerts = useFleetData((data) => data.alerts)
  const [isWhole, setWhole] = useState(false)
  return (
    <section className="bd-panel" style={{ paddingBottom: 10 }}>
      <h2>{t('overview.attention')}</h2>
      {alerts.length === 0 && (
        <p className="bd-status" style={{ margin: '8px 14px 2px' }}>
          <IconCircleCheck size={15} color="var(--bd-completed)" aria-hidden />
          {t('overview.allWell')}
        </p>
      )}
      <ul style={{ display: 'grid', gap: 6, margin: 0, padding: '6px 14px 0', listStyle: 'none' }}>
        {alerts.slice(0, isWhole ? MOST : SHOWN).map((alert) => (
          <AlertRow key={alert.alert_id} alert={alert} />
        ))}
      </ul>
      {alerts.length > SHOWN && !isWhole && (
        <Button variant="subtle" mx={8} onClick={() => setWhole(true)}>
          {t('targets.more', { count: alerts.length - SHOWN })}
        </Button>
      )}
    </section>
  )
}

function AlertRow({ alert }: { alert: AlertView }) {
  const text = useAlertText()
  return (
    <li style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      <IconAlertTriangle size={15} color="var(--bd-suspect)" style={{ flex: 'none' }} aria-hidden />
      <span style={{ flex: 1, minWidth: 0 }}>
        {text(alert)}{' '}
        <span className="bd-dim">
          <RelativeTime at={alert.since} />
        </span>
      </span>
      <AlertAction alert={alert} />
    </li>
  )
}

function AlertAction({ alert }: { alert: AlertView }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const rollouts = useFleetData((data) => data.rollouts)
  const [isRunning, run] = useAction()
  const { kind, task_id = 0, consumer_id = '' } = alert
  const button = (label: string, action: () => void) => (
    <Button size="compact-xs" variant="default" loading={isRunning} onClick={action}>
      {label}
    </Button>
  )
  switch (kind) {
    case 'rollout_stuck':
      return button(t('alert.resend'), () => {
        const stuck = [...(rollouts.get(task_id)?.values() ?? [])].filter(({ state }) => state === 'stuck')
        const consumers = stuck.map((rollout) => rollout.consumer_id)
        void run(async () => {
          const { epoch, consumers_told } = await backend.call('reload', { task_id, consumers })
          notifications.show({ message: t('consumers.reloaded', { epoch, told: consumers_told.length }) })
        })
      })
    case 'sync_due':
      return button(t('alert.sync'), () => {
        selectTask(task_id)
        openReloadDialog()
      })
    case 'consumer_lost':
      return button(t('alert.dismiss'), () => void run(() => backend.call('consumer.dismiss', { consumer_id })))
    case 'consumer_offline':
    case 'consumer_stuck':
    case 'takeover_storm':
      return button(t('alert.show'), () => goTo('consumers', { open: consumer_id }))
    case 'coverage':
      return button(t('alert.show'), () => goTo('consumers', { state: 'away' }))
    case 'batch_errors':
      return button(t('alert.show'), () => goTo('batches', { status: 'error' }))
    case 'storage':
    case 'event_log':
      return null
  }
}
