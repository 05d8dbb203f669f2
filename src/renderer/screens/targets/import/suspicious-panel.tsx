import { Button } from '@mantine/core'
import { IconCheck, IconWand } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../i18n/format.ts'
import { Duplicates } from './duplicates.tsx'
import { decidedKinds, type ImportState, openLines, openRepairs } from './import-state.ts'
import { InvalidLines } from './invalid-lines.tsx'
import { KindRow } from './kind-row.tsx'
import type { ListImport } from './list-import.ts'

/** What in the list looks wrong, what is wrong, and what can be done about each; nothing is repaired by itself. */
export function SuspiciousPanel({ state, list }: { state: ImportState; list: ListImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { report, isReading, isApplying } = state
  if (!report) return null
  const kinds = decidedKinds(state)
  const open = openLines(state)
  const repairs = openRepairs(kinds)
  const all = kinds.reduce((sum, { count }) => sum + count, 0)
  const isBusy = isReading || isApplying
  const openKinds = kinds.filter(({ decision }) => decision === 'open').map(({ kind }) => kind)
  return (
    <section className="bd-panel bd-import-panel" aria-label={t('suspicious.title')} aria-busy={isReading}>
      <header className="bd-import-head">
        <h2>{t('suspicious.title')}</h2>
        <span className="bd-dim bd-truncate">
          {all === 0
            ? report.invalid === 0 && t('suspicious.nothing')
            : t('suspicious.some', { count: format.number(all) as never, of: format.number(report.targets) })}
        </span>
        <span className="bd-spacer" />
        {open > 0 && (
          <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => list.take(openKinds, true)}>
            {t('suspicious.takeAll')}
          </Button>
        )}
        {repairs.length > 0 && (
          <Button
            variant="default"
            leftSection={<IconWand size={14} />}
            disabled={isBusy}
            onClick={() => void list.repair(repairs)}
          >
            {t('suspicious.repairAll')}
          </Button>
        )}
      </header>
      <ul className="bd-sus-list">
        {report.invalid > 0 && <InvalidLines state={state} list={list} />}
        {kinds.map((kind) => (
          <KindRow key={`${kind.kind} ${kind.decision}`} kind={kind} isBusy={isBusy} list={list} />
        ))}
      </ul>
      {kinds.length === 0 && report.invalid === 0 && (
        <p className="bd-sus-clear">
          <IconCheck size={16} color="var(--bd-completed)" aria-hidden />
          {t('suspicious.clear')}
        </p>
      )}
      {report.duplicates > 0 && <Duplicates report={report} />}
    </section>
  )
}
