import { formatOfName, type ListFormat } from '../../contract/list-format.ts'
import { addressAmongWords, looksLikeAddress } from './address-shapes.ts'
import { isPriorityWord, isSureTargetName, isTargetName, roleOfName } from './column-names.ts'
import { cellsOf, namedSeparator, separatorOf } from './csv-separator.ts'
import { isRulerLine } from './table-parts.ts'

const MAX_SEEN_LINES = 20

/** What a list seems to be, and what says so. */
export interface SeenFormat {
  readonly format: ListFormat
  readonly by: 'name' | 'content'
}

/**
 * `[LI-1]` The format of a list of which nobody said it. What is JSON is that under any name; else the name counts, and
 * without one that says something the first lines.
 * @param start the beginning, as text @param name of the file
 */
export function formatOfList(start: string, name = ''): SeenFormat {
  const lines = start
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
  const json = jsonFormat(lines)
  if (json) return { format: json, by: 'content' }
  const named = formatOfName(name)
  // Tables are handed on as .txt, too.
  if (named && named !== 'text') return { format: named, by: 'name' }
  if (isTable(lines.slice(0, MAX_SEEN_LINES).filter((line) => !isRulerLine(line))))
    return { format: 'csv', by: 'content' }
  return { format: 'text', by: named ? 'name' : 'content' }
}

function jsonFormat(lines: readonly string[]): ListFormat | null {
  const first = lines[0]?.trim() ?? ''
  const value = jsonOf(first)
  if (typeof value === 'string') return 'ndjson'
  if (/^\[\s*(?:["{[\]]|$)/.test(first)) return 'json'
  if (typeof value !== 'object' || value === null) return /^\{\s*(?:"|$)/.test(first) ? 'json' : null
  const isItem = Object.entries(value).some(
    ([name, one]) => typeof one === 'string' && roleOfName(name).role === 'target',
  )
  // An object in each of several lines, whatever it has in it.
  return isItem || lines[1]?.trim().startsWith('{') ? 'ndjson' : 'json'
}

/** Whether the lines are rows: by a header, or by a priority beside an address in them. */
function isTable(lines: readonly string[]): boolean {
  const [first = ''] = lines
  if (namedSeparator(first) !== null) return true
  const separator = separatorOf(lines)
  const header = cellsOf(first, separator)
  const rows = lines.slice(1).map((line) => cellsOf(line, separator))
  if (header.some((cell) => isTargetName(cell))) {
    return header.length > 1 || isSureTargetName(first) || rows.some(([cell = '']) => looksLikeAddress(cell))
  }
  const all = [header, ...rows]
  const isEven = header.length > 1 && all.every((cells) => cells.length <= header.length)
  if (!isEven) return false
  if (all.some(([, ...others]) => others.some((cell) => isPriorityWord(cell)))) return true
  // Names that nobody knows, over a column of addresses.
  const isBare = header.some((cell) => addressAmongWords(cell) !== null) || rows.length === 0
  return !isBare && header.some((_, at) => rows.every((cells) => looksLikeAddress(cells[at] ?? '')))
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
