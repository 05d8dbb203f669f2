import type { InvalidLine } from './views.ts'
import { BatchdeckError } from './errors.ts'
import { priorities, UNRATED } from './planner/priority.ts'
import type { GivenTargets } from './planner/target-run.ts'

/** A target list as read: the good targets in the order given, repeats included, and the lines that are none. */
export interface TargetList extends GivenTargets {
  readonly invalid: readonly InvalidLine[]
}

/** What was accepted of a list, and what the caller allowed to be left out (HT-1). */
export interface AcceptedTargets extends GivenTargets {
  readonly skipped: readonly InvalidLine[]
}

export const MAX_TARGET_LENGTH = 256
const LISTED_COMPLAINTS = 20
const SHOWN_CHARACTERS = 80

/** `[HT-1]` One target a line; empty lines and `#` comments (a whole line, or after white space) are passed over. */
export function parseTargetText(text: string): TargetList {
  return parseTargetLines(text.split(/\r\n|\n|\r/))
}

/** What most lines are: nothing but a target of plain letters and signs. */
const plainTarget = /^[!"$-~][!-~]{0,255}$/

/** The same for a text that is in lines already. */
export function parseTargetLines(lines: Iterable<string>): TargetList {
  const targets: string[] = []
  const invalid: InvalidLine[] = []
  let number = 0
  for (const line of lines) {
    number++
    if (plainTarget.test(line)) {
      targets.push(line)
      continue
    }
    const content = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line
    const target = content.replace(/(^|\s)#.*$/, '').trim()
    if (target === '') continue
    const reason = targetFault(target)
    if (reason === null) targets.push(target)
    else invalid.push({ line: number, reason, text: target.slice(0, SHOWN_CHARACTERS) })
  }
  return { targets, invalid }
}

/** `[HT-1]` Items of a JSON list: strings, or `{target, priority?}` (PL-5). `line` counts the items from 1. */
export function parseTargetItems(items: readonly unknown[]): TargetList {
  const targets: string[] = []
  const ratings: number[] = []
  const invalid: InvalidLine[] = []
  for (const [index, item] of items.entries()) {
    const { target, priority } = (typeof item === 'object' && item !== null ? item : { target: item }) as {
      target?: unknown
      priority?: unknown
    }
    const rating = priority === undefined ? UNRATED : priorities.indexOf(priority as (typeof priorities)[number])
    const reason =
      typeof target !== 'string'
        ? 'is neither a text nor an object with a text "target"'
        : rating < 0
          ? `has a priority that is none of ${priorities.join(', ')}`
          : targetFault(target)
    if (reason === null) {
      targets.push(target as string)
      ratings.push(rating)
    } else invalid.push({ line: index + 1, reason, text: (JSON.stringify(item) ?? '').slice(0, SHOWN_CHARACTERS) })
  }
  const isRated = ratings.some((rating) => rating !== UNRATED)
  return { targets, ...(isRated && { ratings: Uint8Array.from(ratings) }), invalid }
}

/**
 * `[HT-1]` All or nothing: a list with bad lines is refused, unless the caller said to skip them.
 * @throws {BatchdeckError} `INVALID_TARGETS` with the first 20 bad lines
 */
export function acceptTargets({ invalid, ...given }: TargetList, onInvalid: 'refuse' | 'skip'): AcceptedTargets {
  if (invalid.length > 0 && onInvalid === 'refuse') {
    const lines = invalid.length === 1 ? '1 line is' : `${invalid.length} lines are`
    throw new BatchdeckError('INVALID_TARGETS', `${lines} no target; nothing was changed.`, {
      complaints: invalid
        .slice(0, LISTED_COMPLAINTS)
        .map(({ line, reason, text }) => ({ path: `line ${line}`, reason: `${reason}: ${text}` })),
      detail: { invalid: invalid.length, valid: given.targets.length },
    })
  }
  return { ...given, skipped: invalid }
}

/** What keeps a text from being a target: 1–256 printable characters without white space. Null where nothing does. */
function targetFault(text: string): string | null {
  if (plainTarget.test(text)) return null
  if (text === '') return 'is empty'
  if (/\s/u.test(text)) return 'has white space inside'
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u.test(text)) return 'has a character that cannot be printed'
  if (Array.from(text).length > MAX_TARGET_LENGTH) return `is longer than ${MAX_TARGET_LENGTH} characters`
  return null
}
