import { useTranslation } from 'react-i18next'
import { ConsumerName } from '../../components/consumer-name.tsx'
import type { Owner } from './loads.ts'

interface OwnerNameProps {
  readonly owner: Owner
  /** False where the map is coloured by load: another colour beside the name would be looked for in it. */
  readonly isColored?: boolean
}

/** A consumer, or nobody under the hatch of slots without an owner. */
export function OwnerName({ owner, isColored = true }: OwnerNameProps) {
  const { t } = useTranslation()
  if (owner === null) {
    return (
      <span className="bd-status">
        <span aria-hidden className="bd-slot-swatch" />
        {t('common.nobody')}
      </span>
    )
  }
  if (isColored) return <ConsumerName id={owner} />
  return (
    <span className="bd-truncate" title={owner}>
      {owner}
    </span>
  )
}
