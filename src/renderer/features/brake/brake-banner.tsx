import { Button } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { standOf } from '../../../console/alert-stand.ts'
import { useAlertText } from '../alerts/alert-text.ts'
import { useAttend } from '../alerts/use-attend.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'

/** `[BR-1]` While the brake is on: what it holds, and the two things that can be done. Who may only look sees that it is on. */
export function BrakeBanners() {
  const all = useFleetData((data) => data.alerts)
  const alerts = useMemo(() => all.filter(({ kind }) => kind === 'mass_loss'), [all])
  return alerts.map((alert) => <BrakeBanner key={alert.alert_id} alert={alert} />)
}

function BrakeBanner({ alert }: { alert: AlertResource }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const alertText = useAlertText()
  const attend = useAttend()
  const { alert_id, task_id } = alert
  const isHeld = standOf(alert) === 'acknowledged'
  return (
    <section className="bd-panel bd-brake" aria-label={t('alertKind.mass_loss')}>
      <IconHandStop className="bd-fixed" size={18} color="var(--bd-error)" aria-hidden />
      <div className="bd-grow">
        <strong className="bd-wrap">{alertText(alert)}</strong>
        <div className="bd-dim bd-small">{t(isHeld ? 'brake.heldHint' : 'brake.hint')}</div>
      </div>
      {canAct && (
        <div className="bd-brake-actions">
          {!isHeld && (
            <Button
              variant="default"
              disabled={!isLive || attend.isRunning}
              onClick={() => void attend.acknowledge([alert_id], '', (say) => say('brake.held'))}
            >
              {t('brake.hold')}
            </Button>
          )}
          {task_id !== undefined && (
            <Button
              variant="default"
              disabled={!isLive}
              onClick={() => openDialog({ kind: 'release', taskId: task_id })}
            >
              {t('brake.release')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
