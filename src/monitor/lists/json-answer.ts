import { refusal } from '../../contract/refusal.ts'
import { isFailedStatus, isWordOfFailure, saysFailure } from './answer-words.ts'
import type { JsonPath } from './json-shape.ts'

const MAX_NAMED_FIELDS = 20
const MAX_SHOWN_CHARACTERS = 200

/** Fields that an answer has where it failed: `error`, `errors`, `error_code`, `errMsg`, `error-type`; … */
const errorName =
  /^(?:err(?:or)?s?(?:code|no|num|id|type|kind|name|message|msg|text|info|details?|description|reason)?|fault)$/
/** … those that are true, or 1, where it did not; … */
const successName = /^(?:is)?(?:success|successful|succeeded|ok)$/
/** … those with a word or a number for it; … */
const stateNames: ReadonlySet<string> = new Set(['status', 'state', 'result', 'outcome', 'resultstatus', 'meta'])
/** … with nothing but a number, of which each interface has its own; … */
const codeNames: ReadonlySet<string> = new Set(['code', 'statuscode', 'httpcode', 'httpstatus', 'responsecode'])
/** … with one that is 0 where all is well; … */
const returnNames: ReadonlySet<string> = new Set(['retcode', 'returncode'])
/** … and those that may say why. */
const messageNames: ReadonlySet<string> = new Set([
  'message',
  'msg',
  'retmsg',
  'detail',
  'details',
  'reason',
  'title',
  'info',
  'note',
  'description',
])
/** Of these, those that are there for nothing else than what became of it. */
const sayingNames: ReadonlySet<string> = new Set(['message', 'msg', 'retmsg'])
/** Where a list would stand, a text says why there is none. */
const listNames: ReadonlySet<string> = new Set(['result', 'data'])
/** Fields that say that more is to be had. */
const moreName =
  /^(?:next(?:page)?(?:url|uri|link|cursor|token|key|offset)?|cursor|hasmore|hasnext(?:page)?|more|continuation(?:token)?)$/
/** Fields that may have these inside. */
const pagingNames: ReadonlySet<string> = new Set(['links', 'meta', 'pagination', 'paging', 'pageinfo', 'paginator'])

/** Values of a field for errors that say that there was none. */
const noError = /^(?:0*|200|ok|okay|success|none|no|null|false|no ?error)$/i
/** Codes of a failure: those of HTTP, longer ones that begin like them, and what is below zero. */
const failedCode = /^(?:-[0-9]+|[45][0-9]{2,5})$/
/** What a state of more than one word has in it. */
const failedState = /(?:^|[^a-z])(?:fail|error|notok|denied|unauthori[sz]ed|forbidden|partial|timeout|timed_out)/i

/** Whether a field may say what became of what was asked for. */
export function isOfState(name: string): boolean {
  const plain = plainField(name)
  return (
    errorName.test(plain) ||
    successName.test(plain) ||
    stateNames.has(plain) ||
    codeNames.has(plain) ||
    returnNames.has(plain) ||
    messageNames.has(plain)
  )
}

/** Whether a field is there for an error. */
export function isOfError(name: string): boolean {
  return errorName.test(plainField(name))
}

/** What stands in a JSON object beside its list: whether it is the answer of a source of data that failed (LI-5). */
export class JsonAnswer {
  private readonly names: string[] = []
  /** Lists that are not wanted: whoever has mistyped a name has to see it. */
  readonly otherLists: string[] = []
  private failure: string | null = null
  /** That it failed, where nothing says why. */
  private state: string | null = null
  private message: string | null = null
  /** The field that says that this is not all; null where none does. */
  more: string | null = null

  /** A field that is no list. */
  note(path: JsonPath, value: unknown): void {
    const name = path.at(-1) ?? ''
    if (this.names.length < MAX_NAMED_FIELDS) this.names.push(path.join('/'))
    if (Array.isArray(value) && value.length > 0 && this.otherLists.length < MAX_NAMED_FIELDS) {
      this.otherLists.push(path.join('/'))
    }
    if (path.length > 2) return
    this.noteField(name, value)
    this.noteMore(path, value)
  }

  /** @throws {BatchdeckError} `INVALID_MESSAGE` where it says that it failed */
  assertNoFailure(): void {
    const text = this.failure ?? (this.state === null ? null : (this.message ?? this.state))
    if (text !== null) throw refusal('body_is_error', { text })
  }

  /** Why there is no list in it. */
  noList() {
    this.assertNoFailure()
    if (this.message !== null) return refusal('body_is_error', { text: this.message })
    if (this.names.length === 0) return refusal('targets_missing')
    return refusal('list_not_found', { fields: this.names.join(', ').slice(0, MAX_SHOWN_CHARACTERS) })
  }

  private noteField(name: string, value: unknown): void {
    const plain = plainField(name)
    if (errorName.test(plain)) this.failure ??= errorIn(value)
    else if (messageNames.has(plain)) this.noteMessage(value, sayingNames.has(plain))
    else if (stateNames.has(plain) && isObject(value)) {
      for (const [inner, one] of Object.entries(value))
        if (!stateNames.has(plainField(inner))) this.noteField(inner, one)
    } else if (isFailed(plain, value)) this.state ??= `${name}: ${String(value).slice(0, MAX_SHOWN_CHARACTERS)}`
    if (listNames.has(plain) && typeof value === 'string') this.noteMessage(value)
  }

  /** A word alone says that it failed, and a sentence why; where nothing else is ever said, a sentence does. */
  private noteMessage(value: unknown, isSaying = false): void {
    const text = textOf(value)
    if (text === null) return
    if (typeof value === 'string' && isWordOfFailure(value)) {
      this.state ??= text
      return
    }
    this.message ??= text
    if (isSaying && saysFailure(text)) this.state ??= text
  }

  private noteMore(path: JsonPath, value: unknown): void {
    const name = plainField(path.at(-1) ?? '')
    if (moreName.test(name) && isThere(value)) this.more ??= path.join('/')
    else if (pagingNames.has(name) && isObject(value)) {
      for (const [inner, one] of Object.entries(value)) {
        if (moreName.test(plainField(inner)) && isThere(one)) this.more ??= [...path, inner].join('/')
      }
    }
  }
}

/** @param name as {@link plainField} has it */
function isFailed(name: string, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
  const text = String(value)
  if (successName.test(name)) return /^(?:false|0|no)$/i.test(text)
  if (returnNames.has(name)) return !noError.test(text)
  if (codeNames.has(name)) return failedCode.test(text)
  if (!stateNames.has(name)) return false
  return (
    value === false ||
    isFailedStatus(text) ||
    saysFailure(text) ||
    failedState.test(text.slice(0, MAX_SHOWN_CHARACTERS))
  )
}

/** What a field for errors says; null where it says that there was none. */
function errorIn(value: unknown): string | null {
  return (typeof value === 'string' || typeof value === 'number') && noError.test(String(value)) ? null : textOf(value)
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
  return messageNames.has(plain) || errorName.test(plain)
}

/** Whether there is a next page: a number, a mark or an address of it, or the word that there is one. */
function isThere(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && !/^(?:false|null|none|0)$/i.test(value)
  return (
    value === true ||
    (typeof value === 'number' && value > 0) ||
    (isObject(value) && Object.values(value).some(isThere))
  )
}

function plainField(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
