import { isUtf8 } from 'node:buffer'
import { refusal } from '../../contract/refusal.ts'

/** A part of a body as JSON. @throws {BatchdeckError} `INVALID_JSON` */
export function parsedBytes(bytes: Buffer): unknown {
  return parsedText(utf8Of(bytes))
}

/** @throws {BatchdeckError} `INVALID_JSON` */
export function utf8Of(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw refusal('body_not_utf8')
  return bytes.toString('utf8')
}

/** @throws {BatchdeckError} `INVALID_JSON` */
export function parsedText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw refusal('body_not_json', {}, { cause: error })
  }
}

/** A number of JSON that would be another one in JavaScript, such as an id of more than 16 digits: what was written counts. */
export class ExactNumber {
  readonly text: string
  private readonly value: number

  constructor(text: string, value: number) {
    this.text = text
    this.value = value
  }

  toJSON(): number {
    return this.value
  }
}

/** Outside of texts, what may be a number that is written otherwise than JavaScript would. */
const oddNumber = /[:,[]\s*-?(?:[0-9]{16}|[0-9]+(?:\.[0-9]+)?[eE]|[0-9]+\.(?:[0-9]{15}|[0-9]*0(?![0-9])))/

/** The same, of items of a list: numbers that would not stay what they are are {@link ExactNumber}. @throws {BatchdeckError} `INVALID_JSON` */
export function parsedItems(text: string): unknown {
  if (!oddNumber.test(text)) return parsedText(text)
  try {
    return JSON.parse(text, exactNumbers) as unknown
  } catch (error) {
    throw refusal('body_not_json', {}, { cause: error })
  }
}

function exactNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const { source } = context ?? {}
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return new ExactNumber(source, value)
}

/** What JSON has between its parts. */
export function isJsonSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}
