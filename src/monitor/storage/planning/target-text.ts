import { attributesOf } from '../../../contract/attributes.ts'

/** A text as it is looked for, and looked for in: without case, and a break in it counts as a space. */
export function searched(text: string): string {
  return lowered(text).replaceAll(/[\0\n]/g, ' ')
}

/** Sigma has a small letter of its own at the end of a word: who types the beginning of a word means the other one. */
function lowered(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ')
}

/** So many lines make a text: a longer one would be among what is collected as garbage in one long go. */
const LINES_OF_PIECE = 1024

/** `[TG-2]` What some targets are searched in. */
export class TargetText {
  private readonly pieces: readonly Piece[]
  private readonly length: number

  /** @param attributes of each target, or null for all; a target has no line break in it */
  constructor(targets: readonly string[], attributes: readonly (string | null)[] | null) {
    this.length = targets.length
    this.pieces = Array.from({ length: Math.ceil(targets.length / LINES_OF_PIECE) }, (_, i) => {
      const [from, to] = [i * LINES_OF_PIECE, (i + 1) * LINES_OF_PIECE]
      return new Piece(targets.slice(from, to), attributes && attributes.slice(from, to))
    })
  }

  /** Of each target 1 where this is in it or in a value of its attributes; null where it is in none. @param sought as {@link searched} makes it */
  marks(sought: string): Uint8Array | null {
    const marks = new Uint8Array(this.length)
    let hasAny = false
    for (const [i, piece] of this.pieces.entries()) {
      hasAny = piece.mark(sought, marks.subarray(i * LINES_OF_PIECE)) || hasAny
    }
    return hasAny ? marks : null
  }
}

/**
 * Targets with their attributes as two long texts, a line each: to go through these is many times as fast as to look at
 * one target after the other. Attributes are left in the JSON that they are kept in, which takes no time to make; what is
 * found in a name there is none.
 */
class Piece {
  private readonly targets: string
  /** Null where none has any. */
  private readonly attributes: string | null
  /** Values by line, where something in them is escaped in JSON: their line of {@link attributes} is empty. */
  private readonly escaped = new Map<number, string>()

  constructor(targets: readonly string[], attributes: readonly (string | null)[] | null) {
    this.targets = lowered(targets.join('\n'))
    this.attributes = attributes && lowered(this.plain(attributes))
  }

  /** @param marks of the first target and those that follow @returns whether there is any */
  mark(sought: string, marks: Uint8Array): boolean {
    let hasAny = markLines(this.targets, sought, marks, null)
    // In plain values there is neither of these.
    if (this.attributes !== null && !sought.includes('"') && !sought.includes('\\')) {
      const isValue = isStructural(sought) ? isSurelyValue : isValueAt
      hasAny = markLines(this.attributes, sought, marks, isValue) || hasAny
    }
    for (const [line, values] of this.escaped) {
      if (!values.includes(sought)) continue
      marks[line] = 1
      hasAny = true
    }
    return hasAny
  }

  private plain(attributes: readonly (string | null)[]): string {
    const text = attributes.join('\n')
    if (!text.includes('\\')) return text
    return attributes
      .map((each, line) => {
        if (!each?.includes('\\')) return each
        this.escaped.set(line, Object.values(attributesOf(each)).map(searched).join('\0'))
        return null
      })
      .join('\n')
  }
}

type IsHit = (text: string, hit: number, length: number, lineStart: number) => boolean

/** @param isHit whether what was found counts; null where all does. @returns whether there is any */
function markLines(text: string, sought: string, marks: Uint8Array, isHit: IsHit | null): boolean {
  let hasAny = false
  let line = 0
  let start = 0
  let end = -1
  for (let hit = text.indexOf(sought); hit !== -1;) {
    while (end < hit) {
      if (end !== -1) {
        line++
        start = end + 1
      }
      end = text.indexOf('\n', start)
      if (end === -1) end = text.length
    }
    const isFound = marks[line] === 1 || isHit === null || isHit(text, hit, sought.length, start)
    if (isFound) {
      marks[line] = 1
      hasAny = true
    }
    hit = text.indexOf(sought, isFound ? end + 1 : hit + 1)
  }
  return hasAny
}

const COLON = 58
const QUOTE = 34

/** Whether it stands in a value: behind the quote that ends a name there is a colon. Only for what is in either. */
function isValueAt(text: string, hit: number, length: number): boolean {
  return text.charCodeAt(text.indexOf('"', hit + length) + 1) !== COLON
}

/** These alone are also between the texts in JSON; longer ones there have a quote in them. */
function isStructural(sought: string): boolean {
  return sought.length === 1 && ':,{}'.includes(sought)
}

/** Whether it stands in a value and not between texts: so many quotes are before it. */
function isSurelyValue(text: string, hit: number, length: number, lineStart: number): boolean {
  let quotes = 0
  for (let i = lineStart; i < hit; i++) if (text.charCodeAt(i) === QUOTE) quotes++
  return quotes % 2 === 1 && isValueAt(text, hit, length)
}
