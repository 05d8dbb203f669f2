import type { InvalidLine } from './console-api.ts'
import { BatchdeckError } from './errors.ts'

/** A target list as read: the good targets in the order given, repeats included, and the lines that are none. */
export interface TargetList {
  readonly targets: readonly string[]
  readonly invalid: readonly InvalidLine[]
}

/** What was accepted of a list, and what the caller allowed to be left out (HT-1). */
export interface AcceptedTargets {
  readonly targets: readonly string[]
  readonly skipped: readonly InvalidLine[]
}

export const MAX_TARGET_LENGTH = 256
const LISTED_COMPLAINTS = 20
const SHOWN_CHARACTERS = 80

/** `[HT-1]` One target a line; empty lines and `#` comments (a whole line, or after white space) are passed over. */
export function parseTargetText(text: string): TargetList {
  const targets: string[] = []
  const invalid: InvalidLine[] = []
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\n|\r/)
  for (const [index, line] of lines.entries()) {
    const target = line.replace(/(^|\s)#.*$/, '').trim()
    if (target === '') continue
    const reason = targetFault(target)
    if (reason === null) targets.push(target)
    else invalid.push({ line: index + 1, reason, text: target.slice(0, SHOWN_CHARACTERS) })
  }
  return { targets, invalid }
}

/** `[HT-1]` Items of a JSON list: strings, or objects with a `target`. `line` counts the items from 1. */
export function parseTargetItems(items: readonly unknown[]): TargetList {
  const targets: string[] = []
  const invalid: InvalidLine[] = []
  for (const [index, item] of items.entries()) {
    const target = typeof item === 'object' && item !== null ? (item as { target?: unknown }).target : item
    const reason =
      typeof target === 'string' ? targetFault(target) : 'is neither a text nor an object with a text "target"'
    if (reason === null) targets.push(target as string)
    else invalid.push({ line: index + 1, reason, text: (JSON.stringify(item) ?? '').slice(0, SHOWN_CHARACTERS) })
  }
  return { targets, invalid }
}

/**
 * `[HT-1]` All or nothing: a list with bad lines is refused, unless the caller said to skip them.
 * @throws {BatchdeckError} `INVALID_TARGETS` with the first 20 bad lines
 */
export function acceptTargets({ targets, invalid }: TargetList, onInvalid: 'refuse' | 'skip'): AcceptedTargets {
  if (invalid.length > 0 && onInvalid === 'refuse') {
    const lines = invalid.length === 1 ? '1 line is' : `${invalid.length} lines are`
    throw new BatchdeckError('INVALID_TARGETS', `${lines} no target; nothing was changed.`, {
      complaints: invalid
        .slice(0, LISTED_COMPLAINTS)
        .map(({ line, reason, text }) => ({ path: `line ${line}`, reason: `${reason}: ${text}` })),
      detail: { invalid: invalid.length, valid: targets.length },
    })
  }
  return { targets, skipped: invalid }
}

/** What keeps a text from being a target: 1–256 printable characters without white space. Null where nothing does. */
function targetFault(text: string): string | null {
  if (text === '') return 'is empty'
  if (/\s/u.test(text)) return 'has white space inside'
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u.test(text)) return 'has a character that cannot be printed'
  if (Array.from(text).length > MAX_TARGET_LENGTH) return `is longer than ${MAX_TARGET_LENGTH} characters`
  return null
}
