import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'

export const MAX_TARGET_LENGTH = 256

/** What most lines are: nothing but a target of plain letters and signs. */
export const plainTarget = /^[!"$-~][!-~]{0,255}$/

const anySpace = /\s/u
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u

/** What keeps a text from being a target: 1–256 printable characters without white space. Null where nothing does. */
export function targetFault(text: string): Phrase | null {
  if (plainTarget.test(text)) return null
  if (text === '') return fault('target_empty')
  const space = anySpace.exec(text)
  if (space) return fault(isAtEdge(text) ? 'target_edge_space' : 'target_has_space', signAt(text, space.index))
  const hidden = unprintable.exec(text)
  if (hidden) return fault('target_unprintable', signAt(text, hidden.index))
  // A character has two code units at most.
  if (text.length > 2 * MAX_TARGET_LENGTH || Array.from(text).length > MAX_TARGET_LENGTH)
    return fault('target_too_long', { most: MAX_TARGET_LENGTH })
  return null
}

/** Whether white space stands before or behind it only. */
function isAtEdge(text: string): boolean {
  return !anySpace.test(text.trim())
}

/** The character at a place of a text: its code point as U+200B, and which one it is of the text, from 1. */
export function signAt(text: string, index: number): { readonly sign: string; readonly place: number } {
  const point = text.codePointAt(index) ?? 0
  // Characters before it that have two code units.
  const pairs = text.slice(0, index).match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0
  return { sign: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, place: index - pairs + 1 }
}
