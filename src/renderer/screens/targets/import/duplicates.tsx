import { Button } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListReport } from '../../../../contract/resources/import.ts'
import { useFormat } from '../../../i18n/format.ts'

/** `[LI-8]` Repeats of the list, which of them is kept, and where the others are. */
export function Duplicates({ report }: { report: ListReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const { duplicates, duplicate_lines: lines } = report
  return (
    <footer className="bd-sus-foot">
      <span className="bd-status">
        <IconInfoCircle size={14} aria-hidden />
        {t('suspicious.duplicates', { count: format.number(duplicates) as never })}
      </span>
      <span className="bd-dim">{t('suspicious.firstKept')}</span>
      <span className="bd-spacer" />
      <Button variant="subtle" color="gray" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('suspicious.duplicateLines')}
      </Button>
      {isOpen && (
        <ul className="bd-sus-details bd-sus-all">
          {lines.map(({ line, first_line: first, target }) => (
            <li key={line}>
              <span className="bd-dim">
                {t('suspicious.duplicateOf', { line: format.number(line), first: format.number(first) })}
              </span>{' '}
              <span className="bd-mono">{target}</span>
            </li>
          ))}
          {duplicates > lines.length && (
            <li className="bd-dim">{t('common.more', { count: format.number(duplicates - lines.length) as never })}</li>
          )}
        </ul>
      )}
    </footer>
  )
}
