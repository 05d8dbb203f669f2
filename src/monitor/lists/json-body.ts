import { BatchdeckError } from '../../contract/errors.ts'

/** Items not yet looked at. */
export type JsonEdit =
  | { readonly kind: 'replace'; readonly items: readonly unknown[] }
  | { readonly kind: 'change'; readonly add: readonly unknown[]; readonly remove: readonly unknown[] }

/**
 * A list, `{"targets":[…]}` or the items alone, or a change, `{"add":[…],"remove":[…]}`.
 * @throws {BatchdeckError} `INVALID_JSON`, `INVALID_MESSAGE`, `TOO_LARGE`
 */
export function readJsonBody(bytes: Uint8Array, edit: 'replace' | 'change'): JsonEdit {
  const body = parse(bytes)
  if (edit === 'change') {
    const { add = [], remove = [] } = fieldsOf(body, ['add', 'remove'])
    return { kind: 'change', add, remove }
  }
  if (Array.isArray(body)) return { kind: 'replace', items: body }
  const { targets } = fieldsOf(body, ['targets'])
  if (targets) return { kind: 'replace', items: targets }
  throw new BatchdeckError('INVALID_MESSAGE', 'Give {"targets":[…]}, or text/plain with one target a line.')
}

function parse(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG') {
      throw new BatchdeckError('TOO_LARGE', 'This is too much for one JSON text; send NDJSON, CSV or plain text.')
    }
    throw new BatchdeckError('INVALID_JSON', 'The body is not UTF-8.', { cause: error })
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new BatchdeckError('INVALID_JSON', 'The body is not JSON.', { cause: error })
  }
}

/** The lists of a body; anything else in it is refused, so that a slip of the pen does not empty a task. */
function fieldsOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, unknown[]>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BatchdeckError('INVALID_MESSAGE', `Give a JSON object with ${names.join(' and ')}.`)
  }
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name as Name)) throw new BatchdeckError('INVALID_MESSAGE', `/${name} is not known here.`)
    if (!Array.isArray(value)) throw new BatchdeckError('INVALID_MESSAGE', `/${name} must be a list.`)
  }
  return body
}
