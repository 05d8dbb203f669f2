import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { ConsumerAction } from '../../stores/dialog.ts'

/** Whether an action does anything to a consumer (LV-4, LV-5). */
export function appliesTo(action: ConsumerAction, { state, drained_at }: ConsumerResource): boolean {
  switch (action) {
    case 'reload':
      return state !== 'lost'
    case 'drain':
      return state !== 'lost' && drained_at === null
    case 'undrain':
      return drained_at !== null
    case 'dismiss':
      return state === 'lost'
  }
}

/** Of some consumers those that an action does anything to, in the order given; whoever is gone is left out. */
export function applicable(
  action: ConsumerAction,
  ids: Iterable<string>,
  consumers: ReadonlyMap<string, ConsumerResource>,
): ConsumerResource[] {
  return Array.from(ids, (id) => consumers.get(id)).filter(
    (consumer): consumer is ConsumerResource => consumer !== undefined && appliesTo(action, consumer),
  )
}

/**
 * `[UI-10]` The load when a plan is carried out: who owns targets, their mean, and by what share the heaviest is above that. The
 * plan's own remark is against the mean of all members, also of those who find no slot.
 */
export function loadAfter({ counts, remarks }: Pick<PlanPreview, 'counts' | 'remarks'>): {
  owners: number
  mean: number
  excess: number | null
} {
  const imbalance = remarks.find((remark) => remark.kind === 'imbalance')
  const idle = remarks.find((remark) => remark.kind === 'idle_members')?.count ?? 0
  const owners = counts.consumers - idle
  return {
    owners,
    mean: owners === 0 ? 0 : Math.round(counts.targets / owners),
    excess: imbalance ? (imbalance.ratio * owners) / counts.consumers - 1 : null,
  }
}
