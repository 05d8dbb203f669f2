import { IconCircleCheckFilled, IconCircleXFilled, IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { countdown } from '../../../../console/countdown.ts'
import type { DeliveryResource } from '../../../../contract/resources/channel.ts'
import { useNow } from '../../../components/relative-time.tsx'
import { useFormat } from '../../../i18n/format.ts'

const looks = {
  waiting: { Icon: IconClock, color: 'var(--bd-suspect)' },
  delivered: { Icon: IconCircleCheckFilled, color: 'var(--bd-completed)' },
  failed: { Icon: IconCircleXFilled, color: 'var(--bd-error)' },
} as const satisfies Record<DeliveryResource['state'], unknown>

/** `[UI-2]` How far a message has come, by sign and word. */
export function DeliveryState({ state }: { state: DeliveryResource['state'] }) {
  const { t } = useTranslation()
  const { Icon, color } = looks[state]
  return (
    <span className="bd-status">
      <Icon className="bd-fixed" size={13} color={color} aria-hidden />
      {t(`channels.deliveryState.${state}`)}
    </span>
  )
}

/** When it is tried next, as time runs out; nothing where it is not. */
export function NextAttempt({ at }: { at: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  if (at === null) return <span className="bd-dim">{t('common.none')}</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {at <= now ? t('channels.nextNow') : t('channels.nextIn', { time: countdown(at - now) })}
    </time>
  )
}
