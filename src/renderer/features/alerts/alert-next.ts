import { useTranslation } from 'react-i18next'
import type { AlertKind } from '../../../contract/resources/alert.ts'
import { countdown } from '../../../console/countdown.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import { useFleetData } from '../../stores/fleet.ts'
import type { AlertRow } from './alert-rows.ts'

/** What happens next about an alert. */
export interface AlertNext {
  readonly text: string
  /** What happens by itself soon, with the time left. */
  readonly countdown: string | null
}

/** What it is that happens by itself at `next_at`; a lost consumer that is forgotten some day is no help. */
const byItself = {
  coverage: 'movesIn',
  consumer_offline: 'movesIn',
  consumers_awaited: 'movesIn',
  source_failed: 'retryIn',
  source_stale: 'retryIn',
} as const satisfies Partial<Record<AlertKind, string>>

/** `[UI-9]` What happens next by itself, or what an operator can do where nothing does. */
export function useAlertNext(row: AlertRow, now: number): AlertNext {
  const { t } = useTranslation()
  const { kind, next_at } = row
  // While the brake is on, the slots of who is lost stay where they are (BR-1).
  const isKept = useFleetData(({ consumers }) => kind === 'consumer_lost' && isAnyKept(row, consumers))
  const isGroup = kind === 'consumer_lost' && 'consumers' in row && row.consumers.length > 1
  const text = isKept ? t('consumers.next.braked') : t(`alertNext.${isGroup ? 'consumers_lost' : kind}`)
  const next = kind in byItself ? byItself[kind as keyof typeof byItself] : null
  if (next === null || next_at === undefined || next_at <= now) return { text, countdown: null }
  return { text: '', countdown: t(`alertNext.${next}`, { left: countdown(next_at - now) }) }
}

function isAnyKept(row: AlertRow, consumers: FleetData['consumers']): boolean {
  const ids = 'consumers' in row ? row.consumers : [row.consumer_id ?? '']
  return ids.some((id) => typeof consumers.get(id)?.kept_since === 'number')
}
