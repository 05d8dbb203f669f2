import {
  IconBan,
  IconCircle,
  IconCircleFilled,
  IconCircleHalf2,
  IconCircleMinus,
  IconTriangleInverted,
  IconWaveSawTool,
  IconX,
} from '@tabler/icons-react'
import type { Condition } from '../../console/condition.ts'

const looks = {
  lost: { icon: IconX, color: 'var(--bd-lost)' },
  offline: { icon: IconBan, color: 'var(--bd-suspect)' },
  suspect: { icon: IconCircleHalf2, color: 'var(--bd-suspect)' },
  stuck: { icon: IconCircleMinus, color: 'var(--bd-error)' },
  flapping: { icon: IconWaveSawTool, color: 'var(--bd-suspect)' },
  drained: { icon: IconTriangleInverted, color: 'var(--bd-pending)' },
  idle: { icon: IconCircle, color: 'var(--bd-pending)' },
  online: { icon: IconCircleFilled, color: 'var(--bd-completed)' },
} as const satisfies Record<Condition, unknown>

/** `[UI-2]` The condition of a consumer, by shape and colour; the word stands beside it or is read out. */
export function ConditionGlyph({ condition, size = 12 }: { condition: Condition; size?: number }) {
  const { icon: Icon, color } = looks[condition]
  return <Icon className="bd-fixed" size={size} color={color} stroke={3} aria-hidden />
}
