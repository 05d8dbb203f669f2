import { Button, Group } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { alertPlace, manyPlace } from '../../../console/alert-place.ts'
import type { Place } from '../../../contract/place.ts'
import { ImportButton } from '../../components/import-button.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { openReloadDialog, type ConsumerAction } from '../../stores/dialog.ts'
import { chooseTask, goTo } from '../../stores/scope.ts'
import { ActionDialog } from '../../features/consumer-actions/action-panel.tsx'
import { type AlertGroup, groupAlerts, type GroupedKind } from '../../features/alerts/alert-groups.ts'
import { useAlertText, useGroupText } from '../../features/alerts/alert-text.ts'

const MAX_SHOWN_AT_FIRST = 8
const MAX_SHOWN = 500

interface Asked {
  readonly action: ConsumerAction
  readonly ids: readonly string[]
  readonly taskId?: number
}

/** Everything that needs a hand, each with the action that helps. */
export function Attention() {
  const { t } = useTranslation()
  const format = useFormat()
  const alerts = useFleetData((data) => data.alerts)
  const isIdle = useFleetData(
    ({ tasks, consumers }) => consumers.size > 0 && [...tasks.values()].every(({ epoch }) => epoch === 0),
  )
  const [isWhole, setWhole] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const entries = groupAlerts(alerts)
  return (
    <section className="bd-panel bd-attention" aria-label={t('overview.attention')}>
      <h2>{t('overview.attention')}</h2>
      {entries.length === 0 && !isIdle && (
        <p className="bd-status bd-all-well">
          <IconCircleCheck size={15} color="var(--bd-completed)" aria-hidden />
          {t('overview.allWell')}
        </p>
      )}
      <ul>
        {isIdle && (
          <Row icon={<IconInfoCircle className="bd-fixed" size={15} color="var(--bd-accent)" aria-hidden />}>
            <span className="bd-grow">{t('overview.noTargets')}</span>
            <ImportButton />
          </Row>
        )}
        {entries.slice(0, isWhole ? MAX_SHOWN : MAX_SHOWN_AT_FIRST).map((entry) => (
          <Row key={'consumers' in entry ? entry.kind : entry.alert_id}>
            <Text entry={entry} />
            {'consumers' in entry ? (
              <GroupActions group={entry} ask={setAsked} />
            ) : (
              <AlertActions alert={entry} ask={setAsked} />
            )}
          </Row>
        ))}
      </ul>
      {entries.length > MAX_SHOWN_AT_FIRST && !isWhole && (
        <Button variant="subtle" mx={8} onClick={() => setWhole(true)}>
          {t('common.more', { count: format.number(entries.length - MAX_SHOWN_AT_FIRST) as never })}
        </Button>
      )}
      {asked && <ActionDialog {...asked} onClose={() => setAsked(null)} />}
    </section>
  )
}

function Row({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <li className="bd-line">
      {icon ?? <IconAlertTriangle className="bd-fixed" size={15} color="var(--bd-suspect)" aria-hidden />}
      {children}
    </li>
  )
}

function Text({ entry }: { entry: AlertResource | AlertGroup }) {
  const text = useAlertText()
  const groupText = useGroupText()
  return (
    <span className="bd-grow bd-wrap">
      {'consumers' in entry ? groupText(entry) : text(entry)}{' '}
      <span className="bd-dim">
        <RelativeTime at={entry.since} />
      </span>
    </span>
  )
}

function ActionButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {label}
    </Button>
  )
}

/** What helps a consumer in this state, beside a look at it. */
const helps = {
  consumer_lost: ['dismiss'],
  consumer_offline: [],
  consumer_stuck: ['reload', 'drain'],
  consumer_flapping: ['drain'],
  takeover_storm: [],
  frames_refused: [],
} as const satisfies Record<GroupedKind, readonly ConsumerAction[]>

interface ActionsProps {
  readonly ask: (asked: Asked) => void
}

function GroupActions({ group: { kind, consumers }, ask }: ActionsProps & { group: AlertGroup }) {
  return <ConsumerActions kind={kind} consumers={consumers} show={manyPlace[kind]} ask={ask} />
}

function ConsumerActions({
  kind,
  consumers,
  show,
  ask,
}: ActionsProps & { kind: GroupedKind; consumers: readonly string[]; show: Place }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  return (
    <Group gap={4} wrap="nowrap">
      {canAct &&
        helps[kind].map((action) => (
          <ActionButton key={action} label={t(`action.do.${action}`)} onClick={() => ask({ action, ids: consumers })} />
        ))}
      <ActionButton label={t('alert.show')} onClick={() => goTo(show.screen, show.params)} />
    </Group>
  )
}

function AlertActions({ alert, ask }: ActionsProps & { alert: AlertResource }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const rollouts = useFleetData((data) => data.rollouts)
  const { kind, task_id = 0, consumer_id = '' } = alert
  const place = alertPlace(alert)
  const show = place && <ActionButton label={t('alert.show')} onClick={() => goTo(place.screen, place.params)} />
  switch (kind) {
    case 'consumer_lost':
    case 'consumer_offline':
    case 'consumer_stuck':
    case 'consumer_flapping':
    case 'takeover_storm':
    case 'frames_refused':
      return place && <ConsumerActions kind={kind} consumers={[consumer_id]} show={place} ask={ask} />
    case 'rollout_stuck': {
      const stuck = [...(rollouts.get(task_id)?.values() ?? [])].filter(({ state }) => state === 'stuck')
      const ids = stuck.map((rollout) => rollout.consumer_id)
      return (
        <Group gap={4} wrap="nowrap">
          {canAct && (
            <ActionButton label={t('alert.resend')} onClick={() => ask({ action: 'reload', ids, taskId: task_id })} />
          )}
          {show}
        </Group>
      )
    }
    case 'sync_due':
      return (
        canAct && (
          <ActionButton
            label={t('alert.sync')}
            onClick={() => {
              chooseTask(task_id)
              openReloadDialog()
            }}
          />
        )
      )
    case 'coverage':
    case 'consumers_refused':
    case 'batch_errors':
    case 'batches_pending':
    case 'batches_unreported':
    case 'consumers_idle':
    case 'storage':
    case 'descriptors_low':
    case 'guessing':
    case 'event_log':
    case 'state_restored':
    case 'state_unproven':
    case 'events_replaced':
    case 'backup_failed':
    case 'backups_gone':
    case 'source_failed':
    case 'source_stale':
    case 'source_guarded':
      return show
  }
}
