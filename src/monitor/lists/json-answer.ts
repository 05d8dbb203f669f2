import { refusal } from '../../contract/refusal.ts'
import type { JsonPath } from './json-lists.ts'

const MAX_NAMED_FIELDS = 20
const MAX_SHOWN_CHARACTERS = 200

/** Fields that an answer has where it failed; and those that may say why. */
const errorNames: ReadonlySet<string> = new Set(['error', 'errors', 'err', 'errormessage', 'errormsg', 'fault'])
const messageNames: ReadonlySet<string> = new Set([
  'message',
  'msg',
  'detail',
  'details',
  'reason',
  'title',
  'info',
  'note',
  'description',
])
/** Fields that have the state of an answer in them. */
const stateNames: ReadonlySet<string> = new Set(['status', 'meta'])

/** What stands in a JSON object beside its list: whether it is the answer of a source of data that failed (LI-5). */
export class JsonAnswer {
  private readonly names: string[] = []
  /** Lists that are not wanted: whoever has mistyped a name has to see it. */
  readonly otherLists: string[] = []
  private failure: string | null = null
  private message: string | null = null

  /** A field that is no list. */
  note(path: JsonPath, value: unknown): void {
    const name = path.at(-1) ?? ''
    if (this.names.length < MAX_NAMED_FIELDS) this.names.push(path.join('/'))
    if (Array.isArray(value) && value.length > 0 && this.otherLists.length < MAX_NAMED_FIELDS) {
      this.otherLists.push(path.join('/'))
    }
    if (path.length > 2) return
    const plain = plainField(name)
    if (errorNames.has(plain)) this.failure ??= textOf(value)
    else if (messageNames.has(plain)) this.message ??= textOf(value)
    else if (stateNames.has(plain) && isObject(value)) this.noteState(value)
  }

  /** @throws {BatchdeckError} `INVALID_MESSAGE` where it says that it failed */
  assertNoFailure(): void {
    if (this.failure !== null) throw refusal('body_is_error', { text: this.failure })
  }

  /** Why there is no list in it. */
  noList() {
    this.assertNoFailure()
    if (this.message !== null) return refusal('body_is_error', { text: this.message })
    if (this.names.length === 0) return refusal('targets_missing')
    return refusal('list_not_found', { fields: this.names.join(', ').slice(0, MAX_SHOWN_CHARACTERS) })
  }

  private noteState(state: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(state)) {
      if (errorNames.has(plainField(name))) this.failure ??= textOf(value)
    }
  }
}

/** What an error says; null where it is none, as `false`, 0 and an empty list are. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' || value === '0' ? null : value.slice(0, MAX_SHOWN_CHARACTERS)
  if (typeof value === 'number') return value === 0 ? null : String(value)
  if (value === true) return 'true'
  if (Array.isArray(value)) return value.length === 0 ? null : textOf(value[0])
  if (!isObject(value)) return null
  const said = Object.entries(value).find(([name, one]) => isMessage(name) && textOf(one) !== null)
  if (said) return textOf(said[1])
  return Object.keys(value).length === 0 ? null : JSON.stringify(value).slice(0, MAX_SHOWN_CHARACTERS)
}

function isMessage(name: string): boolean {
  const plain = plainField(name)
  return messageNames.has(plain) || errorNames.has(plain)
}

function plainField(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
