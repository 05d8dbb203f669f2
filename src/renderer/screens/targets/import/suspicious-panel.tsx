import { ActionIcon, Button } from '@mantine/core'
import {
  IconAlertTriangleFilled,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconCircleXFilled,
  IconWand,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lineWords } from '../../../../console/words/refusal-words.ts'
import { useFormat } from '../../../i18n/format.ts'
import { usePreferences } from '../../../stores/preferences.ts'
import {
  decidedKinds,
  type DecidedKind,
  type ImportState,
  openLines,
  openRepairs,
  type Suspicion,
} from './import-state.ts'
import type { ListImport } from './list-import.ts'
import { Duplicates } from './duplicates.tsx'
import { markedText } from './marked-text.ts'

/** Numbers of lines that stand in a row before it is unfolded. */
const MAX_NUMBERS = 6

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

interface RowProps {
  readonly tone: 'bad' | 'open' | 'done'
  readonly count: number
  readonly title: string
  /** Where they are; the first of them. */
  readonly lines: readonly number[]
  readonly example: ReactNode
  readonly actions: ReactNode
  /** Each of those that are listed. */
  readonly details: readonly ReactNode[]
}

const toneIcons = {
  bad: <IconCircleXFilled size={13} color="var(--bd-error)" aria-hidden />,
  open: <IconAlertTriangleFilled size={13} color="var(--bd-suspect)" aria-hidden />,
  done: <IconCheck size={13} color="var(--bd-completed)" aria-hidden />,
} as const

function Row({ tone, count, title, lines, example, actions, details }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const numbers = lines.slice(0, MAX_NUMBERS).map((line) => format.number(line))
  const more = count > numbers.length
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <li className="bd-sus" data-tone={tone}>
      <span className="bd-sus-count">
        {toneIcons[tone]}
        <strong>{format.number(count)}</strong>
      </span>
      <div className="bd-shrinks">
        <div className="bd-sus-title">
          <strong>{title}</strong>
          {numbers.length > 0 && (
            <span className="bd-dim">
              {t(count === 1 ? 'suspicious.line' : 'suspicious.lines', {
                lines: numbers.join(', ') + (more ? '…' : ''),
              })}
            </span>
          )}
          {details.length > 1 && (
            <ActionIcon
              size={18}
              aria-expanded={isOpen}
              aria-label={t(isOpen ? 'suspicious.fold' : 'suspicious.unfold', { what: title })}
              onClick={() => setOpen(!isOpen)}
            >
              <Chevron size={14} />
            </ActionIcon>
          )}
        </div>
        {isOpen ? (
          <ul className="bd-sus-details">
            {details.map((detail, i) => (
              // They are as they were read: none moves.
              <li key={i}>{detail}</li>
            ))}
            {count > details.length && (
              <li className="bd-dim">{t('common.more', { count: format.number(count - details.length) as never })}</li>
            )}
          </ul>
        ) : (
          <div className="bd-sus-example">{example}</div>
        )}
      </div>
      <div className="bd-sus-actions">{actions}</div>
    </li>
  )
}

function KindRow({ kind: row, isBusy, list }: { kind: DecidedKind; isBusy: boolean; list: ListImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  const { kind, count, lines, decision } = row
  const details = lines.map((line) => (
    <>
      <span className="bd-dim">{t('suspicious.line', { lines: format.number(line.line) })}</span>{' '}
      <Example line={line} words={lineWords({ ...line, text: '' }, language)} />
    </>
  ))
  const [first] = lines
  return (
    <Row
      tone={decision === 'open' || (decision === 'noted' && row.repair !== null) ? 'open' : 'done'}
      count={count}
      title={t(`suspicious.kind.${kind}`)}
      lines={lines.map(({ line }) => line)}
      example={first && <Example line={first} words={lineWords({ ...first, text: '' }, language)} />}
      details={details}
      actions={<KindActions row={row} isBusy={isBusy} list={list} />}
    />
  )
}

/** What stands there, what is wrong with it, and what a repair makes of it. */
function Example({ line: { text, repaired }, words }: { line: Suspicion; words: string }) {
  return (
    <>
      <span className="bd-mono">
        {markedText(text).map((part, i) => (part.isMarked ? <mark key={i}>{part.text}</mark> : part.text))}
      </span>{' '}
      {words}
      {repaired !== null && <span className="bd-mono"> → {repaired.replaceAll('\n', ', ')}</span>}
    </>
  )
}

function KindActions({
  row: { kind, decision, repair },
  isBusy,
  list,
}: {
  row: DecidedKind
  isBusy: boolean
  list: ListImport
}) {
  const { t } = useTranslation()
  const mend = repair !== null && (
    <Button
      variant="default"
      leftSection={<IconWand size={14} />}
      disabled={isBusy}
      onClick={() => void list.repair([repair])}
    >
      {t(`suspicious.repair.${repair}`)}
    </Button>
  )
  if (decision === 'noted') return mend || <span className="bd-dim">{t('suspicious.decided.noted')}</span>
  if (decision === 'open') {
    return (
      <>
        {mend}
        <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => void list.leaveOut(kind, true)}>
          {t('suspicious.leaveOut')}
        </Button>
        <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => list.take([kind], true)}>
          {t('suspicious.take')}
        </Button>
      </>
    )
  }
  const undo = () => {
    if (decision === 'taken') list.take([kind], false)
    else if (decision === 'left_out') void list.leaveOut(kind, false)
    else if (repair !== null) void list.undoRepair(repair)
  }
  return (
    <>
      <span className="bd-dim">{t(`suspicious.decided.${decision}`)}</span>
      <Button variant="subtle" color="gray" disabled={isBusy} onClick={undo}>
        {t('common.undo')}
      </Button>
    </>
  )
}

/** `[HT-1]` Which lines are no targets, and why. */
function InvalidLines({ state, list }: { state: ImportState; list: ListImport }) {
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
    <Row
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
