import {
  IconActivity,
  IconBan,
  IconCircle,
  IconCircleFilled,
  IconCircleHalf2,
  IconCircleMinus,
  IconTriangleInverted,
  IconX,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../console/condition.ts'

interface Look {
  readonly icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>
  readonly color: string
}

/** `[UI-2]` Each has a shape of its own; green is for live and well only. */
const looks: Record<Condition, Look> = {
  lost: { icon: IconX, color: 'var(--bd-lost)' },
  offline: { icon: IconBan, color: 'var(--bd-suspect)' },
  suspect: { icon: IconCircleHalf2, color: 'var(--bd-suspect)' },
  stuck: { icon: IconCircleMinus, color: 'var(--bd-error)' },
  flapping: { icon: IconActivity, color: 'var(--bd-suspect)' },
  drained: { icon: IconTriangleInverted, color: 'var(--bd-pending)' },
  idle: { icon: IconCircle, color: 'var(--bd-pending)' },
  online: { icon: IconCircleFilled, color: 'var(--bd-completed)' },
}

export const conditionColor = (condition: Condition): string => looks[condition].color

/** The sign alone, where the word stands beside it or in what it is part of. */
export function ConditionIcon({ condition, size = 13 }: { condition: Condition; size?: number }) {
  const { icon: Icon, color } = looks[condition]
  return (
    <span className="bd-icon" style={{ color }}>
      <Icon size={condition === 'online' ? Math.round(size * 0.7) : size} aria-hidden />
    </span>
  )
}

/** `[UI-10]` What an operator calls the state of a consumer: sign and word. */
export function ConditionBadge({ condition }: { condition: Condition }) {
  const { t } = useTranslation()
  return (
    <span className="bd-status bd-condition">
      <ConditionIcon condition={condition} />
      {t(`state.${condition}`)}
    </span>
  )
}
