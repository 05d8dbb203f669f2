import { Loader } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { wordsOf } from '../../../backend/context.ts'
import { useFormat } from '../../../i18n/format.ts'
import { useProblemWords } from './channel-words.ts'
import type { TestOutcome } from './use-channel-test.ts'

/** `[CN-3]` What came of a test, in words, where it was asked for. */
export function TestOutcomeLine({ isTesting, outcome }: { isTesting: boolean; outcome: TestOutcome | null }) {
  return (
    <div role="status" className="bd-test-outcome">
      {isTesting ? <Sending /> : outcome && <Outcome outcome={outcome} />}
    </div>
  )
}

function Sending() {
  const { t } = useTranslation()
  return (
    <span className="bd-line">
      <Loader size={14} />
      {t('channels.sending')}
    </span>
  )
}

function Outcome({ outcome }: { outcome: TestOutcome }) {
  const { t } = useTranslation()
  const format = useFormat()
  const problemWords = useProblemWords()
  const isGood = 'test' in outcome && outcome.test.delivered
  const words =
    'refused' in outcome
      ? wordsOf(outcome.refused)
      : isGood
        ? t('channels.testDelivered', { took: format.duration(outcome.test.took) })
        : t('channels.testFailed', {
            took: format.duration(outcome.test.took),
            problem: problemWords(outcome.test) ?? t('common.failed'),
          })
  const { Icon, color } = isGood
    ? { Icon: IconCircleCheckFilled, color: 'var(--bd-completed)' }
    : { Icon: IconCircleXFilled, color: 'var(--bd-error)' }
  return (
    <span className="bd-remark">
      <Icon className="bd-fixed" size={16} color={color} aria-hidden />
      <span className="bd-wrap bd-lines">{words}</span>
    </span>
  )
}
