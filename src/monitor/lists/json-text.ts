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

/** What JSON has between its parts. */
export function isJsonSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}
