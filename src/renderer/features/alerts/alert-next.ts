import { useTranslation } from 'react-i18next'
import { countdown } from '../../../console/countdown.ts'
import type { AlertRow } from './alert-rows.ts'

/** What happens next about an alert. */
export interface AlertNext {
  readonly text: string
  /** What happens by itself soon, with the time left. */
  readonly countdown: string | null
}

/** `[UI-9]` What happens next by itself, or what an operator can do where nothing does. */
export function useAlertNext(): (row: AlertRow, now: number) => AlertNext {
  const { t } = useTranslation()
  return (row, now) => {
    const text = t(`alertNext.${row.kind}`)
    const { next_at } = row
    if (next_at === undefined || next_at <= now) return { text, countdown: null }
    const left = countdown(next_at - now)
    const isSource = row.kind === 'source_failed' || row.kind === 'source_stale' || row.kind === 'source_guarded'
    return { text: '', countdown: t(isSource ? 'alertNext.retryIn' : 'alertNext.movesIn', { left }) }
  }
}
