import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { lineWords } from '../../../../console/words/refusal-words.ts'
import { useFormat } from '../../../i18n/format.ts'
import { usePreferences } from '../../../stores/preferences.ts'
import type { ImportState } from './import-state.ts'
import type { ListImport } from './list-import.ts'
import { SuspiciousRow } from './suspicious-row.tsx'

/** `[HT-1]` Which lines are no targets, and why. */
export function InvalidLines({ state, list }: { state: ImportState; list: ListImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  const { report, onInvalid, isReading, isApplying } = state
  if (!report) return null
  const { complaints, invalid, can_skip: canSkip } = report
  const isSkipped = onInvalid === 'skip' && canSkip
  const details = complaints.map((one) =>
    t('suspicious.badLine', { line: format.number(one.line), reason: lineWords(one, language) }),
  )
  return (
    <SuspiciousRow
      tone={isSkipped ? 'done' : 'bad'}
      count={invalid}
      title={t('suspicious.bad')}
      lines={[]}
      example={
        <span role="alert" className="bd-breaks">
          {details[0]}
          {!canSkip && ` ${t('suspicious.cannotSkip')}`}
        </span>
      }
      details={details}
      actions={
        canSkip &&
        (isSkipped ? (
          <>
            <span className="bd-dim">{t('suspicious.decided.left_out')}</span>
            <Button variant="subtle" color="gray" disabled={isApplying} onClick={() => void list.skip(false)}>
              {t('common.undo')}
            </Button>
          </>
        ) : (
          <Button variant="default" disabled={isReading || isApplying} onClick={() => void list.skip(true)}>
            {t('suspicious.leaveOut')}
          </Button>
        ))
      }
    />
  )
}
