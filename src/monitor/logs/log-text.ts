import { stripVTControlCharacters } from 'node:util'
import { MAX_LOG_LINE_LENGTH } from '../../contract/resources/log.ts'
import type { Redactor } from '../redactor.ts'

/** Of a longer text the rest is not looked at: colours may be taken out of it, and all that is left over is cut. */
const MAX_READ_LENGTH = 4 * MAX_LOG_LINE_LENGTH

/** Control characters but tab and line feed, and what turns the direction of a text round. */
const unsafe = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu

/**
 * `[WS-29]` `[SEC-6]` What a consumer wrote to its log, as it is kept and shown: without colours and tokens, and with a
 * mark in the place of what a terminal would obey. The lines of a text stay lines.
 */
export function logText(text: string, redactor: Pick<Redactor, 'mayMention' | 'line'>): string {
  const plain = stripVTControlCharacters(text.slice(0, MAX_READ_LENGTH))
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(unsafe, '\uFFFD')
    .replace(/\n+$/, '')
  // Before it is cut: half a token is not known as one.
  const words = redactor.mayMention(plain) ? redactor.line(plain) : plain
  const shown =
    words.length <= MAX_LOG_LINE_LENGTH ? words : `${words.slice(0, MAX_LOG_LINE_LENGTH - 1).toWellFormed()}…`
  // Part of a long text keeps all of it in memory, unless it is copied.
  return text.length <= MAX_LOG_LINE_LENGTH ? shown : Buffer.from(shown).toString()
}
