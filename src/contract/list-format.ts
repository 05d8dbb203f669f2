/** The forms of text a target list comes in, and is given in (HT-1). */
export const textFormats = ['text', 'csv', 'json', 'ndjson'] as const
export type TextFormat = (typeof textFormats)[number]

/** All forms a target list comes in. */
export const listFormats = [...textFormats, 'xlsx'] as const
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
  'markup',
  'url',
  'words',
  'quote',
  'separator',
  'comment',
  'scientific',
  'header_word',
  'table_part',
  'answer',
  'bare_hex',
  'chain',
  'checksum',
  'not_evm',
  'spelling',
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
  'address',
  'split',
  'url',
  'prefix',
  'checksum',
] as const
export type ListRepair = (typeof listRepairs)[number]

/** Over HTTP. */
export const mediaTypes: Readonly<Record<ListFormat, string>> = {
  text: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const extensions: Readonly<Record<string, ListFormat>> = {
  txt: 'text',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xlsx: 'xlsx',
}

/** Names of files that hold a list, compressed ones too. */
export const listFileNames: readonly string[] = Object.keys(extensions).flatMap((name) => [`.${name}`, `.${name}.gz`])

/** By the end of a file's name, with or without `.gz`; null where it says nothing. */
export function formatOfName(name: string): ListFormat | null {
  const extension = /\.([a-z]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1]
  return extensions[extension ?? ''] ?? null
}
