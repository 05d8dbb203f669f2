import { useTranslation } from 'react-i18next'
import { SLOT_COUNT } from '../../../planner/hash.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { SlotMap } from '../../components/slot-map.tsx'

/** Which slots a plan would move, on the map of all: in words, and as a picture where there are any. */
export function PlanMap({ preview: { task_id, slots_moved } }: { preview: PlanPreview }) {
  const { t } = useTranslation()
  const present = useFleetData((data) => data.slots.get(task_id))
  const owners = Array.from({ length: SLOT_COUNT }, (_, slot) => present?.owners[slot] ?? null)
  const [before, after] = [[...owners], [...owners]]
  for (const [slot, from, to] of slots_moved) {
    before[slot] = from
    after[slot] = to
  }
  const text = slots_moved.length > 0 ? t('targets.slotsMoved', { count: slots_moved.length }) : t('targets.slotsStay')
  return (
    <div className="bd-stack-6">
      <span className="bd-dim">{text}</span>
      {slots_moved.length > 0 && <SlotMap owners={after} before={before} label={text} />}
    </div>
  )
}
