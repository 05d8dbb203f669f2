/** The forms a target list comes in (HT-1). */
export const listFormats = ['text', 'csv', 'json', 'ndjson'] as const
export type ListFormat = (typeof listFormats)[number]

/** What a sender may say of it; `auto`: look at it. */
export const saidFormats = ['auto', ...listFormats] as const
export type SaidFormat = (typeof saidFormats)[number]

/** `[LI-2]` What the characters of a list are written in. */
export const listEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const
export type ListEncoding = (typeof listEncodings)[number]

/** `[LI-3]` What stands between two cells, by name, and as it is. */
export const listSeparators = ['comma', 'semicolon', 'tab', 'pipe'] as const
export type ListSeparator = (typeof listSeparators)[number]

/** What a column is to the monitor; an ignored one says nothing here. */
export const columnRoles = ['target', 'priority', 'attribute', 'ignored'] as const
export type ColumnRole = (typeof columnRoles)[number]

/** `[LI-6]` What can look wrong about a line; the first that fits is said of it. */
export const suspicionKinds = [
  'invisible',
  'lookalike',
  'json',
  'url',
  'quote',
  'separator',
  'comment',
  'scientific',
  'header_word',
  'checksum',
  'not_evm',
] as const
export type SuspicionKind = (typeof suspicionKinds)[number]

/** `[LI-7]` What can be done about it, in the order in which it is done. */
export const listRepairs = [
  'invisible',
  'width',
  'lookalike',
  'trim',
  'comment',
  'unquote',
  'split',
  'url',
  'checksum',
] as const
export type ListRepair = (typeof listRepairs)[number]

/** Over HTTP. */
export const mediaTypes: Readonly<Record<ListFormat, string>> = {
  text: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
}

const extensions: Readonly<Record<string, ListFormat>> = {
  txt: 'text',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
}

/** Names of files that hold a list, compressed ones too. */
export const listFileNames: readonly string[] = Object.keys(extensions).flatMap((name) => [`.${name}`, `.${name}.gz`])

/** By the end of a file's name, with or without `.gz`; null where it says nothing. */
export function formatOfName(name: string): ListFormat | null {
  const extension = /\.([a-z]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1]
  return extensions[extension ?? ''] ?? null
}

/** The last cell of a row, where it can only be a priority. */
const priorityCell = /,\s*"?(?:urgent|high|medium|low)"?\s*$/i

/**
 * By how a list begins. A target may hold any of these signs, so it is a guess, to be shown and to be corrected.
 * @param start at least the first line of it
 */
export function formatOfContent(start: string): ListFormat {
  const text = start.replace(/^\uFEFF/, '').trimStart()
  const [line = ''] = text.split(/\r\n|\n|\r/, 1)
  if (line.startsWith('[')) return 'json'
  const item = jsonOf(line)
  if (line.startsWith('{')) return typeof item === 'object' && item !== null && 'target' in item ? 'ndjson' : 'json'
  const cells = line.split(',').map((cell) => cell.trim().replaceAll('"', '').toLowerCase())
  if (cells.includes('target') || priorityCell.test(line)) return 'csv'
  return typeof item === 'string' ? 'ndjson' : 'text'
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
