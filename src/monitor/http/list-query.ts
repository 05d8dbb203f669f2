import { type Static, Type } from 'typebox'
import { listEncodings, listRepairs, listSeparators, saidFormats, suspicionKinds } from '../../contract/list-format.ts'
import { onSuspicious } from '../../contract/procedure-options.ts'
import type { ColumnName, ListOrder } from '../lists/reading-wish.ts'

const column = (what: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: `The column of ${what}, by its name or its number from 1.`,
    }),
  )

/** How the list of a request is to be read (LI-1), as the query says it. */
export const listQuery = {
  format: Type.Optional(
    Type.Enum([...saidFormats], {
      description: 'In place of the media type; `auto` looks at the list where that says nothing (LI-1).',
    }),
  ),
  encoding: Type.Optional(
    Type.Enum(['auto', ...listEncodings], {
      description: 'UTF-8, or what a byte order mark says, unless it is given; `auto` takes GB18030, too (LI-2).',
    }),
  ),
  separator: Type.Optional(Type.Enum([...listSeparators], { description: 'Between the cells of CSV (LI-3).' })),
  header: Type.Optional(Type.Boolean({ description: 'Whether the first line names columns (LI-4).' })),
  target_column: column('targets'),
  priority_column: column('priorities'),
  place: Type.Optional(
    Type.String({
      maxLength: 1024,
      pattern: '^(/[^/]*)*$',
      description: 'Where in a JSON object the list stands, as a JSON pointer: `/data/tokens` (LI-5).',
    }),
  ),
  repair: Type.Optional(
    Type.String({
      pattern: `^(${listRepairs.join('|')})(,(${listRepairs.join('|')}))*$`,
      description: `What may be done about lines that look wrong, with commas between: ${listRepairs.join(', ')} (LI-7).`,
    }),
  ),
  on_suspicious: onSuspicious,
}

const query = Type.Object(listQuery)
/** As far as it is given. */
export type ListQuery = Static<typeof query>

/** The same as the readers have it. */
export function orderOf(asked: ListQuery): ListOrder {
  const { format, encoding, separator, header, repair, place, on_suspicious: suspicious } = asked
  const { target_column: target, priority_column: priority } = asked
  const repairs = new Set<string>(repair?.split(','))
  return {
    format,
    encoding,
    separator,
    header,
    columns: { target: columnOf(target), priority: columnOf(priority) },
    path: place?.split('/').slice(1).map(unescaped),
    repairs: listRepairs.filter((name) => repairs.has(name)),
    leaveOut: suspicious === 'skip' ? suspicionKinds : [],
  }
}

function columnOf(text: string | undefined): ColumnName | undefined {
  return text !== undefined && /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) - 1 : text
}

/** Of a part of a JSON pointer (RFC 6901). */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
