import {
  IconAlertHexagonFilled,
  IconAlertTriangleFilled,
  IconChevronDown,
  IconChevronRight,
  IconInfoCircle,
  IconPoint,
} from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogLevel } from '../../../../contract/resources/log.ts'
import { MarkedText } from '../../../features/events/marked-text.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { useLink } from '../../../stores/scope.ts'
import type { LogEntry } from './log-tail.ts'
import { folded } from './log-view.ts'

const looks = {
  debug: { Icon: IconPoint, color: 'var(--bd-muted)' },
  info: { Icon: IconInfoCircle, color: 'var(--bd-running)' },
  warning: { Icon: IconAlertTriangleFilled, color: 'var(--bd-suspect)' },
  error: { Icon: IconAlertHexagonFilled, color: 'var(--bd-error)' },
} as const satisfies Record<LogLevel, unknown>

interface LogLineProps {
  readonly entry: LogEntry & { readonly kind: 'line' }
  /** What is marked, in lower case. */
  readonly find: string
  readonly isUnfolded: boolean
  readonly onToggle: (key: number) => void
}

/** One line: when, how grave, of which batch, and what; a text of several lines unfolds. */
export const LogLine = memo(function LogLine({ entry, find, isUnfolded, onToggle }: LogLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const { at, level, text, batch_id } = entry.line
  const { Icon, color } = looks[level]
  const { head, hidden } = folded(text)
  // What was found is in sight.
  const isFoundBelow = find !== '' && hidden !== null && !head.toLowerCase().includes(find)
  const isOpen = hidden === null || isUnfolded || isFoundBelow
  return (
    <div className="bd-log-line" data-level={level}>
      <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
        {format.clock(at)}
      </time>
      <span className="bd-log-text">
        <span className="bd-log-level" style={{ color }}>
          <Icon size={12} aria-hidden />
          {t(`log.level.${level}`)}
        </span>
        {batch_id !== undefined && (
          <>
            <a
              className="bd-anchor"
              href={link('batches', { open: String(batch_id) })}
              aria-label={`${t('batches.id')} ${batch_id}`}
            >
              {`#${batch_id}`}
            </a>{' '}
          </>
        )}
        <MarkedText text={isOpen ? text : head} words={find === '' ? noWords : [find]} />
        {hidden !== null && !isFoundBelow && (
          <button type="button" className="bd-log-fold" aria-expanded={isOpen} onClick={() => onToggle(entry.key)}>
            {isOpen ? <IconChevronDown size={12} aria-hidden /> : <IconChevronRight size={12} aria-hidden />}
            {t(isOpen ? 'log.fold' : hidden === 0 ? 'log.rest' : 'log.moreLines', { count: hidden })}
          </button>
        )}
      </span>
    </div>
  )
})

const noWords: readonly string[] = []

/** That lines are not here, and how many. */
export function LogGap({ entry }: { entry: LogEntry & { kind: 'gap' } }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { why, count } = entry
  return <div className="bd-log-gap">{t(`log.${why}`, { count, lines: format.number(count) })}</div>
}
