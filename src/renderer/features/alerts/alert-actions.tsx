import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { alertPlace, manyPlace } from '../../../console/alert-place.ts'
import type { Place } from '../../../contract/place.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { type ConsumerAction, openDialog, openReloadDialog } from '../../stores/dialog.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { goTo } from '../../stores/scope.ts'
import { type GroupedKind, isGrouped } from './alert-groups.ts'
import type { AlertRow } from './alert-rows.ts'

/** What is to be done to consumers, once it is said yes to. */
export interface Asked {
  readonly action: ConsumerAction
  readonly ids: readonly string[]
  readonly taskId?: number
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

interface AlertActionsProps {
  readonly row: AlertRow
  readonly ask: (asked: Asked) => void
  readonly onLeave?: () => void
}

/** Where a line leads to; null where its words are all there is. */
export function rowPlace(row: AlertRow): Place | null {
  return 'consumers' in row ? manyPlace[row.kind] : alertPlace(row)
}

function idsOf(row: AlertRow): readonly string[] {
  return 'consumers' in row ? row.consumers : [row.consumer_id ?? '']
}

/** What helps, and the way to what an alert is about. */
export function AlertActions({ row, ask, onLeave }: AlertActionsProps) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const rollouts = useFleetData((data) => data.rollouts)
  const { kind } = row
  // Who is dismissed is not kept any more, and the slots move (BR-1).
  const dismissable = useFleetData(({ consumers }) => {
    const isKept = (id: string) => typeof consumers.get(id)?.kept_since === 'number'
    return kind === 'consumer_lost' ? JSON.stringify(idsOf(row).filter((id) => !isKept(id))) : '[]'
  })
  const place = rowPlace(row)
  const actions: { label: string; run: () => void }[] = []
  if (canAct && isGrouped(kind)) {
    for (const action of helps[kind]) {
      const ids = action === 'dismiss' ? (JSON.parse(dismissable) as string[]) : idsOf(row)
      if (ids.length > 0) actions.push({ label: t(`action.do.${action}`), run: () => ask({ action, ids }) })
    }
  }
  if (canAct && kind === 'rollout_stuck' && !('consumers' in row)) {
    const { task_id = 0 } = row
    const stuck = [...(rollouts.get(task_id)?.values() ?? [])].filter(({ state }) => state === 'stuck')
    const ids = stuck.map((rollout) => rollout.consumer_id)
    actions.push({ label: t('alert.resend'), run: () => ask({ action: 'reload', ids, taskId: task_id }) })
  }
  if (canAct && kind === 'mass_loss' && !('consumers' in row)) {
    const { task_id } = row
    if (task_id !== undefined) {
      actions.push({ label: t('brake.release'), run: () => openDialog({ kind: 'release', taskId: task_id }) })
    }
  }
  if (canAct && kind === 'sync_due' && !('consumers' in row)) {
    const { task_id } = row
    actions.push({
      label: t('alert.sync'),
      run: () => openReloadDialog(task_id === undefined ? {} : { taskId: task_id }),
    })
  }
  if (canAct && !('consumers' in row)) {
    const { alert_id } = row
    actions.push({ label: t('alert.note'), run: () => openDialog({ kind: 'note', about: { alert_id } }) })
  }
  if (place) actions.push({ label: t('alert.show'), run: () => goTo(place.screen, place.params) })
  return actions.map(({ label, run }) => (
    <Button
      key={label}
      size="compact-xs"
      variant="default"
      onClick={() => {
        onLeave?.()
        run()
      }}
    >
      {label}
    </Button>
  ))
}
