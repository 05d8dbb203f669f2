import type { ListSeparator } from '../../contract/list-format.ts'
import { looksLikeAddress } from './address-shapes.ts'
import { isPriorityWord, isTargetName } from './column-names.ts'

/** What each separator is. */
export const separatorSigns: Readonly<Record<ListSeparator, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
}
const separators = Object.keys(separatorSigns) as ListSeparator[]

/** A line with which some spreadsheets say what separates the cells of the others. */
const separatorLine = /^"?sep=(.)"?$/i

/** The separator such a line names; null where it is none. */
export function namedSeparator(line: string): ListSeparator | null {
  const sign = separatorLine.exec(line)?.[1]
  return separators.find((name) => separatorSigns[name] === sign) ?? null
}

/**
 * `[LI-3]` What separates the cells: what makes of the first line one that names the column of targets; else what makes of
 * each line as many cells, with an address or a priority among them; else a comma.
 * @param lines the first of a list
 */
export function separatorOf(lines: readonly string[]): ListSeparator {
  const given = lines.filter((line) => line.trim() !== '')
  const [first = ''] = given
  const byName = separators.find((name) => cellsOf(first, name).some((cell) => isTargetName(cell)))
  return byName ?? separators.find((name) => isEven(given, name)) ?? 'comma'
}

/** Whether all lines have as many cells, more than one, and the kind of cells that a list of targets has. */
function isEven(lines: readonly string[], separator: ListSeparator): boolean {
  const rows = lines.map((line) => cellsOf(line, separator))
  const width = rows[0]?.length ?? 0
  if (width < 2 || rows.some((cells) => cells.length !== width)) return false
  if (rows[0]!.slice(1).some((cell) => isPriorityWord(cell))) return true
  // The first may be a header.
  const others = rows.length > 1 ? rows.slice(1) : rows
  return others.every((cells) => cells.some((cell) => looksLikeAddress(cell) || isPriorityWord(cell)))
}

/** The cells of a line, nearly: enough to count them. */
export function cellsOf(line: string, separator: ListSeparator): string[] {
  const sign = separatorSigns[separator]
  const cells: string[] = []
  let isQuoted = false
  let from = 0
  for (let at = 0; at < line.length; at++) {
    const one = line.charAt(at)
    if (one === '"') isQuoted = !isQuoted
    else if (one === sign && !isQuoted) {
      cells.push(bare(line.slice(from, at)))
      from = at + 1
    }
  }
  return [...cells, bare(line.slice(from))]
}

function bare(cell: string): string {
  return cell.trim().replaceAll('"', '')
}
