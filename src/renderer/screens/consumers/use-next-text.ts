import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import { countdown } from '../../../console/countdown.ts'
import type { ConsumerNext } from './consumer-next.ts'

/** Says what happens next in the operator's language; `now` is the monitor's time, ms. */
export function useNextText(): (next: ConsumerNext | null, now: number) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return useCallback(
    (next, now) => {
      const since = (at: number) => format.age(at, now)
      switch (next?.kind) {
        case undefined:
          return ''
        case 'slotsMove':
          return next.at > now
            ? t('consumers.next.slotsMove', { time: countdown(next.at - now) })
            : t('consumers.next.slotsMoving')
        case 'held':
          return t('windows.heldUntil', { time: format.minute(next.until, now) })
        case 'silent':
        case 'noProgress':
          return t(`consumers.next.${next.kind}`, { time: since(next.since) })
        case 'restarts':
          return t('consumers.next.restarts', { count: next.count })
        case 'behind':
          return t('consumers.next.behind', { count: next.epochs })
        case 'error':
          return next.message
        case 'slotsKept':
        case 'braked':
        case 'slotsMoved':
        case 'slotsWait':
        case 'tooSlow':
          return t(`consumers.next.${next.kind}`)
      }
    },
    [t, format],
  )
}
