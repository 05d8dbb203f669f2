import { useTranslation } from 'react-i18next'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { BatchStatusCount } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { NOBODY } from '../../stores/nobody.ts'
import { useLink } from '../../stores/scope.ts'
import type { HeatCell } from './heat-layout.ts'
import { messageOf } from './message-groups.ts'

interface HeadProps {
  /** A consumer, empty for nobody; or a group of messages. */
  readonly group: string
  readonly cells: readonly HeatCell[]
}

/** Whose cells stand below. Not on the way of Tab: a thousand groups would be a thousand stops. The details of a batch lead there, too. */
export function ConsumerHead({ group, cells }: HeadProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const errors = cells.reduce((sum, { batch }) => sum + Number(batch.status === 'error'), 0)
  const filters = { consumer: group === '' ? NOBODY : group }
  return (
    <>
      {group === '' ? (
        <span className="bd-truncate">{t('batches.unowned')}</span>
      ) : (
        <a className="bd-link" href={link('consumers', { open: group })} tabIndex={-1}>
          <ConsumerName id={group} />
        </a>
      )}
      <a className="bd-link bd-dim" href={link('batches', filters)} tabIndex={-1}>
        {t('batches.groupCount', { count: format.number(cells.length) as never })}
      </a>
      {errors > 0 && (
        <a className="bd-link" href={link('batches', { ...filters, status: 'error' })} tabIndex={-1}>
          <BatchStatusCount status="error" count={errors} />
        </a>
      )}
    </>
  )
}

/** What the batches below say of their error. */
export function MessageHead({ group, cells }: HeadProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const message = messageOf(group)
  const text = useMessageName()(group)
  return (
    <>
      <span className={message === null ? 'bd-dim bd-truncate' : 'bd-truncate'} title={text}>
        {text}
      </span>
      <span className="bd-dim">{t('batches.groupCount', { count: format.number(cells.length) as never })}</span>
    </>
  )
}

/** Names a group of messages. */
export function useMessageName(): (group: string) => string {
  const { t } = useTranslation()
  return (group) => {
    const message = messageOf(group)
    return message === null ? t('batches.notInError') : message === '' ? t('batches.noMessage') : message
  }
}
