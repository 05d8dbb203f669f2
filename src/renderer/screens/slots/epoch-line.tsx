import { useTranslation } from 'react-i18next'
import type { EpochCause } from '../../../contract/cause.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'

/** What is known of an epoch, whoever tells it. */
export interface KnownEpoch {
  readonly created_at: number
  readonly cause: string
  readonly causes?: readonly EpochCause[] | undefined
}

/** Which epoch, since when and why; what is not known yet leaves its place. */
export function EpochLine({ epoch, known }: { epoch: number; known: KnownEpoch | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  const link = useLink()
  const cause = known ? causeText(known) : ''
  return (
    <span className="bd-epoch-line">
      <a className="bd-link" href={link('epochs', { open: String(epoch) })}>
        {t('overview.epochMark', { epoch: format.number(epoch) as never })}
      </a>
      {known && (
        <>
          <span className="bd-dim bd-nowrap">
            <RelativeTime at={known.created_at} />
          </span>
          <span className="bd-truncate" title={cause}>
            {cause}
          </span>
        </>
      )}
    </span>
  )
}
