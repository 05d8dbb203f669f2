import { MAX_LOG_LINE_LENGTH } from '../../contract/resources/log.ts'
import type { Redactor } from '../redactor.ts'

/** Of a longer text the rest is not looked at: colours may be taken out of it, and all that is left over is cut. */
const MAX_READ_LENGTH = 4 * MAX_LOG_LINE_LENGTH

/**
 * What a terminal takes for colours, titles and the like (ECMA-48): CSI, OSC, and what has two characters. None of it goes on
 * beyond the next escape, so that a text of nothing else is read in one go, which Node's own way of it is not.
 */
const escapes =
  // oxlint-disable-next-line no-control-regex -- that is what it is about
  /(?:\u001B\[[0-?]*|\u009B[0-?]+)[ -/]*[@-~]|\u001B\][^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)|\u001B[()#][0-9A-Z]|\u001B[0-Z\\-~]/g

/** Control characters but tab and line feed, and what turns the direction of a text round. */
const unsafe = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu

/**
 * `[WS-29]` `[SEC-6]` What a consumer wrote to its log, as it is kept and shown: without colours and tokens, and with a
 * mark in the place of what a terminal would obey. The lines of a text stay lines.
 */
export function logText(text: string, redactor: Pick<Redactor, 'mayMention' | 'line'>): string {
  const plain = withoutLastBreaks(
    text
      .slice(0, MAX_READ_LENGTH)
      .replaceAll(escapes, '')
      .toWellFormed()
      .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
      .replaceAll(unsafe, '\uFFFD'),
  )
  // Before it is cut: half a token is not known as one.
  const words = redactor.mayMention(plain) ? redactor.line(plain) : plain
  const shown =
    words.length <= MAX_LOG_LINE_LENGTH ? words : `${words.slice(0, MAX_LOG_LINE_LENGTH - 1).toWellFormed()}…`
  // Part of a long text keeps all of it in memory, unless it is copied.
  return text.length <= MAX_LOG_LINE_LENGTH ? shown : Buffer.from(shown).toString()
}

/** An expression would look at each break in a text of nothing else again and again. */
function withoutLastBreaks(text: string): string {
  let end = text.length
  while (text[end - 1] === '\n') end--
  return text.slice(0, end)
}
