import type { ListFormat } from '../../src/contract/list-format.ts'
import type { EditRequest } from '../../src/monitor/storage/edit-request.ts'
import type { Ledger } from '../../src/monitor/storage/ledger.ts'

interface Sending {
  readonly format?: ListFormat
  readonly edit?: 'replace' | 'change'
  readonly onInvalid?: 'refuse' | 'skip'
  /** Bytes in each piece. */
  readonly pieces?: number
}

let lastId = 0

/** Brings a body into a ledger as an import, to be planned. Anything but text and bytes is sent as JSON. */
export function sendImport(
  ledger: Pick<Ledger, 'open' | 'receive' | 'read'>,
  body: unknown,
  { format = 'json', edit = 'replace', onInvalid = 'refuse', pieces = Infinity }: Sending = {},
): EditRequest & { readonly kind: 'import' } {
  const importId = ++lastId
  const bytes = Buffer.from(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body))
  ledger.open(importId, format, edit)
  for (let from = 0; from < bytes.length; from += pieces) {
    ledger.receive(importId, bytes.subarray(from, from + pieces))
  }
  ledger.read(importId)
  return { kind: 'import', importId, onInvalid }
}
