/** The forms a target list comes in (HT-1). */
export const listFormats = ['text', 'csv', 'json', 'ndjson'] as const
export type ListFormat = (typeof listFormats)[number]

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
