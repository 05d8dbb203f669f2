import { useTranslation } from 'react-i18next'
import type { EpochCause } from '../../../contract/cause.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { useCauseText } from '../../i18n/cause.ts'

/** So many consumers are named in the words of a cause already. */
const NAMED_IN_WORDS = 3

/** `[EP-5]` Every cause of an epoch on a line of its own, and below it all consumers it is about. */
export function EpochCauses({ epoch }: { epoch: EpochResource }) {
  const causeText = useCauseText()
  return (
    <ul className="bd-causes">
      {epoch.causes.map((cause, i) => (
        <li key={i}>
          {causeText({ cause: epoch.cause, causes: [cause] })}
          <Consumers cause={cause} />
        </li>
      ))}
    </ul>
  )
}

function Consumers({ cause }: { cause: EpochCause }) {
  const { t } = useTranslation()
  if (cause.kind !== 'members' || !('consumers' in cause) || cause.consumers.length <= NAMED_IN_WORDS) return null
  const { consumers, more = 0 } = cause
  return (
    <div className="bd-code bd-names" role="region" aria-label={t('screen.consumers')} tabIndex={0} data-scrolls="">
      {consumers.join(', ')} {more > 0 && t('common.more', { count: more })}
    </div>
  )
}
