import type { Severity } from '../../../contract/resources/alert.ts'
import { shareOf, type Span } from './time-axis.ts'

/** What happened at a moment: each kind has a lane of its own above the charts. */
export const markLanes = ['epochs', 'alerts', 'notes'] as const
export type MarkLane = (typeof markLanes)[number]

/** Something that is marked on every chart. */
export interface Mark {
  readonly key: string
  readonly lane: MarkLane
  /** By the monitor's clock, ms. */
  readonly at: number
  /** Of what lasted: its end, null where it goes on. */
  readonly until?: number | null
  readonly severity?: Severity
  /** What stands in front, where there is little room; may be empty. */
  readonly short: string
  readonly text: string
  /** Where it leads. */
  readonly href: string
}

/** Marks that would lie upon each other are one. */
export interface PlacedMark {
  readonly marks: readonly [Mark, ...Mark[]]
  /** The gravest, and of these the newest: it stands for all of them. */
  readonly main: Mark
  /** From the left, 0–1. */
  readonly left: number
  /** How much of its words there is room for up to the next one. */
  readonly room: 'none' | 'short' | 'text'
  /** On which side of it: the last of all has room at its left only. */
  readonly side: 'right' | 'left'
}

const GLYPH_PX = 12
/** About what a letter takes at 11 px. */
const LETTER_PX = 6.2
/** A wide letter, of Chinese. */
const WIDE_LETTER_PX = 11.5
const MAX_TEXT_PX = 180
const severityOrder: readonly (Severity | undefined)[] = ['critical', 'warning', 'info', undefined]

/**
 * The marks of one lane within a span, from left to right, as they fit into a width: those nearer to each other than a
 * glyph is wide are one, and words are there where they do not reach into the next.
 */
export function placeMarks(marks: readonly Mark[], span: Span, width: number): PlacedMark[] {
  const shown = marks.filter(({ at }) => at >= span.from && at <= span.to).toSorted((a, b) => a.at - b.at)
  const groups: [Mark, ...Mark[]][] = []
  for (const mark of shown) {
    const group = groups.at(-1)
    const isNear = group !== undefined && shareOf(span, mark.at) * width - shareOf(span, group[0].at) * width < GLYPH_PX
    if (isNear) group.push(mark)
    else groups.push([mark])
  }
  let end = 0
  return groups.map((group, i): PlacedMark => {
    const main = group.reduce((a, b) => (gravity(b) <= gravity(a) ? b : a))
    const left = shareOf(span, group[0].at)
    const next = groups[i + 1]
    const words = group.length > 1 ? { short: `×${group.length}`, text: '' } : main
    const room = fitting(words, ((next ? shareOf(span, next[0].at) : 1) - left) * width - GLYPH_PX)
    const before = end
    end = left * width + GLYPH_PX + (room === 'none' ? 0 : lengthOf(words, room))
    if (next || room === 'text') return { marks: group, main, left, room, side: 'right' }
    const roomBefore = fitting(words, left * width - before - GLYPH_PX)
    const isBetter = roomBefore === 'text' || room === 'none'
    return { marks: group, main, left, ...(isBetter ? { room: roomBefore, side: 'left' } : { room, side: 'right' }) }
  })
}

/** What of a mark's words fits into so many px. */
function fitting(words: Pick<Mark, 'short' | 'text'>, room: number): PlacedMark['room'] {
  if (words.text !== '' && lengthOf(words, 'text') <= room) return 'text'
  return words.short !== '' && lengthOf(words, 'short') <= room ? 'short' : 'none'
}

/** px */
function lengthOf({ short, text }: Pick<Mark, 'short' | 'text'>, room: 'short' | 'text'): number {
  return Math.min(MAX_TEXT_PX, widthOf(room === 'text' ? `${short} ${text}`.trim() : short))
}

function widthOf(words: string): number {
  let width = GLYPH_PX / 2
  for (const letter of words) width += letter > '⺀' ? WIDE_LETTER_PX : LETTER_PX
  return width
}

function gravity({ severity }: Mark): number {
  return severityOrder.indexOf(severity)
}
