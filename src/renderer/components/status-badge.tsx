import {
  IconAlertTriangle,
  IconCheck,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconPlayerPlayFilled,
  IconSend,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochState, RolloutState } from '../../contract/resources/epoch.ts'
import type { BatchStatus } from '../../contract/resources/batch.ts'
import { useFormat } from '../i18n/format.ts'

type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean }>
interface Look {
  readonly icon: Icon
  readonly color: string
}

const batchLooks: Record<BatchStatus, Look> = {
  pending: { icon: IconCircle, color: 'var(--bd-pending)' },
  running: { icon: IconPlayerPlayFilled, color: 'var(--bd-running)' },
  completed: { icon: IconCheck, color: 'var(--bd-completed)' },
  error: { icon: IconAlertTriangle, color: 'var(--bd-error)' },
}
const rolloutLooks: Record<RolloutState, Look> = {
  waiting: { icon: IconClock, color: 'var(--bd-pending)' },
  sent: { icon: IconSend, color: 'var(--bd-running)' },
  acked: { icon: IconCheck, color: 'var(--bd-completed)' },
  confirmed: { icon: IconCircleCheck, color: 'var(--bd-completed)' },
  stuck: { icon: IconAlertTriangle, color: 'var(--bd-error)' },
}
const epochLooks: Record<EpochState, Look> = {
  rolling_out: { icon: IconSend, color: 'var(--bd-running)' },
  settled: { icon: IconCircleCheck, color: 'var(--bd-completed)' },
  degraded: { icon: IconAlertTriangle, color: 'var(--bd-error)' },
  superseded: { icon: IconCircleDashed, color: 'var(--bd-pending)' },
}

export const batchColor = (status: BatchStatus): string => batchLooks[status].color

/** `[UI-2]` An icon, a colour and a word: never a colour alone. */
function Badge({ look, word }: { look: Look; word: string }) {
  return (
    <span className="bd-status">
      <span className="bd-icon" style={{ color: look.color }}>
        <look.icon size={13} aria-hidden />
      </span>
      {word}
    </span>
  )
}

export function BatchStatusBadge({ status }: { status: BatchStatus }) {
  const { t } = useTranslation()
  return <Badge look={batchLooks[status]} word={t(`status.${status}`)} />
}

/** A number of batches in one status, where there is no room for the word: it stands in the tooltip. */
export function BatchStatusCount({ status, count }: { status: BatchStatus; count: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { icon: Icon, color } = batchLooks[status]
  return (
    <span className="bd-status bd-status-count" title={`${t(`status.${status}`)}: ${format.number(count)}`}>
      <span className="bd-icon" style={{ color }}>
        <Icon size={11} aria-hidden />
      </span>
      {format.number(count)}
    </span>
  )
}

export function RolloutStateBadge({ state }: { state: RolloutState }) {
  const { t } = useTranslation()
  return <Badge look={rolloutLooks[state]} word={t(`rolloutState.${state}`)} />
}

export function EpochStateBadge({ state }: { state: EpochState }) {
  const { t } = useTranslation()
  return <Badge look={epochLooks[state]} word={t(`epochState.${state}`)} />
}
