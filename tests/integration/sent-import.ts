import type { ListFormat } from '../../src/contract/list-format.ts'
import type { Planning } from '../../src/monitor/storage/planning/planning.ts'
import type { Identity } from '../../src/planner/identity.ts'
import type { EditRequest } from '../../src/monitor/storage/port.ts'

interface Sending {
  readonly format?: ListFormat
  readonly edit?: 'replace' | 'change'
  readonly onInvalid?: 'refuse' | 'skip'
  /** Bytes in each piece. */
  readonly pieces?: number
  /** That of the task. */
  readonly identity?: Identity
}

let lastId = 0

/** Brings a body in as an import, to be planned. Anything but text and bytes is sent as JSON. */
export function sendImport(
  planning: Pick<Planning, 'openList' | 'receiveList' | 'readList'>,
  body: unknown,
  { format = 'json', edit = 'replace', onInvalid = 'refuse', pieces = Infinity, identity }: Sending = {},
): EditRequest & { readonly kind: 'import' } {
  const importId = ++lastId
  const bytes = Buffer.from(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body))
  planning.openList(importId, format, edit, identity && { identity })
  for (let from = 0; from < bytes.length; from += pieces) {
    planning.receiveList(importId, bytes.subarray(from, from + pieces))
  }
  planning.readList(importId)
  return { kind: 'import', importId, onInvalid }
}
