import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconEyeOff,
  IconLoader,
  IconLock,
  IconPlugConnectedX,
} from '@tabler/icons-react'
import type { MonitorHealth, MonitorStanding } from '../../../contract/desktop-monitors.ts'
import { SeverityGlyph } from '../alerts/severity-glyph.tsx'
import { gravestOf } from './use-monitors.ts'

const looks = {
  live: { Icon: IconCircleCheckFilled, color: 'var(--bd-completed)' },
  connecting: { Icon: IconLoader, color: 'var(--bd-muted)' },
  lost: { Icon: IconPlugConnectedX, color: 'var(--bd-error)' },
  held: { Icon: IconLock, color: 'var(--bd-suspect)' },
  off: { Icon: IconEyeOff, color: 'var(--bd-muted)' },
} as const satisfies Record<MonitorStanding, unknown>

/** `[UI-2]` How a monitor is, by shape and colour; the words stand beside it. */
export function MonitorMark({ health, size = 14 }: { health: MonitorHealth; size?: number }) {
  const gravest = health.standing === 'live' ? gravestOf(health) : null
  if (gravest) return <SeverityGlyph severity={gravest.severity} size={size} />
  // Nothing is there that could be well.
  const isIdle = health.standing === 'live' && health.figures?.coverage === null
  const { Icon, color } = isIdle ? { Icon: IconCircleDashed, color: 'var(--bd-muted)' } : looks[health.standing]
  return <Icon className="bd-fixed" size={size} color={color} aria-hidden />
}
