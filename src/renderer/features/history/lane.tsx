import { VisuallyHidden } from '@mantine/core'
import { IconNote } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { SeverityGlyph } from '../alerts/severity-glyph.tsx'
import { useFormat } from '../../i18n/format.ts'
import { setRange } from '../../stores/range.ts'
import { type Mark, type MarkLane, type PlacedMark, placeMarks } from './marks.ts'
import { shareOf, type Span } from './time-axis.ts'

interface LaneProps {
  readonly lane: MarkLane
  readonly marks: readonly Mark[]
  readonly span: Span
  /** Of the plot, px. */
  readonly width: number
  /** Beside its end. */
  readonly action?: ReactNode
}

/** What happened, each at its moment; it leads to where that shows. */
export function Lane({ lane, marks, span, width, action }: LaneProps) {
  const { t } = useTranslation()
  const placed = placeMarks(marks, span, width)
  return (
    <div className="bd-lane">
      <span className="bd-lane-name">{t(`history.lane.${lane}`)}</span>
      <div className="bd-lane-track">
        <Lengths marks={marks} span={span} />
        {placed.map((each) => (
          <MarkView key={each.main.key} placed={each} span={span} />
        ))}
      </div>
      {action && <span className="bd-lane-action">{action}</span>}
    </div>
  )
}

function MarkView({ placed, span }: { placed: PlacedMark; span: Span }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { marks, main, left, room, side } = placed
  const style = side === 'right' ? { left: `${left * 100}%` } : { right: `${(1 - left) * 100}%` }
  if (marks.length > 1) {
    const label = t('history.several', { count: marks.length, text: wordsOf(main) })
    return (
      <button
        type="button"
        className="bd-mark"
        style={style}
        data-side={side}
        title={label}
        aria-label={label}
        onClick={() => setRange(around(marks, span))}
      >
        <MarkGlyph mark={main} />
        {room !== 'none' && <b aria-hidden>{`×${marks.length}`}</b>}
      </button>
    )
  }
  const { at, short, text, href } = main
  return (
    <a className="bd-mark" style={style} data-side={side} href={href} title={`${format.exact(at)}: ${wordsOf(main)}`}>
      <MarkGlyph mark={main} />
      {room !== 'none' && short !== '' && <b>{short}</b>}
      {room === 'text' && <span>{text}</span>}
      {room !== 'text' && <VisuallyHidden>{room === 'none' ? wordsOf(main) : text}</VisuallyHidden>}
    </a>
  )
}

/** For how long what is grave lasted, also where it began before: of the others there would be one above the other. */
function Lengths({ marks, span }: { marks: readonly Mark[]; span: Span }) {
  return marks.map(({ key, at, until, severity }) => {
    if (severity !== 'critical' || until === undefined) return null
    const from = Math.max(0, shareOf(span, at))
    const to = Math.min(1, shareOf(span, until ?? span.to))
    if (to <= 0 || from >= 1) return null
    return <i key={key} className="bd-mark-span" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
  })
}

function MarkGlyph({ mark: { lane, severity } }: { mark: Mark }) {
  if (severity) return <SeverityGlyph severity={severity} size={12} />
  if (lane === 'notes') return <IconNote size={12} color="var(--bd-accent)" aria-hidden />
  return <i className="bd-mark-diamond" aria-hidden />
}

const wordsOf = ({ short, text }: Mark): string => `${short} ${text}`.trim()

/** The part of time in which marks that lie upon each other come apart. */
function around(marks: readonly Mark[], span: Span): Span {
  const [first, last] = [marks[0]!.at, marks.at(-1)!.at]
  const margin = Math.max((last - first) / 2, (span.to - span.from) / 40, 30_000)
  return { from: first - margin, to: Math.min(span.to, last + margin) }
}
