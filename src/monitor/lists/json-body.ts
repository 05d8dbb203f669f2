import { refusal } from '../../contract/refusal.ts'

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
  throw refusal('targets_missing')
}

function parse(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG') {
      throw refusal('json_too_large', {}, { cause: error })
    }
    throw refusal('body_not_utf8', {}, { cause: error })
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw refusal('body_not_json', {}, { cause: error })
  }
}

/** The lists of a body; anything else in it is refused, so that a slip of the pen does not empty a task. */
function fieldsOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, unknown[]>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal(names.length === 1 ? 'list_not_object' : 'change_not_object')
  }
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name as Name)) throw refusal('field_unknown', { field: name })
    if (!Array.isArray(value)) throw refusal('field_not_list', { field: name })
  }
  return body
}
