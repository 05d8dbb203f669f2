import { expect, it } from 'vitest'
import { resolveSettings } from '../../settings/settings.ts'
import { Redactor } from '../redactor.ts'
import { logText } from './log-text.ts'

const redactor = new Redactor({ ...resolveSettings([]), 'server.token': 'operator-secret' })

it.each([
  ['as it is', 'fetch 0xabc: 200\tOK ✓ 完成', 'fetch 0xabc: 200\tOK ✓ 完成'],
  ['without colours', '\u001B[1;31mred\u001B[0m \u001B]8;;https://a.test\u0007link\u001B]8;;\u0007', 'red link'],
  ['in lines', 'Traceback:\r\n  File "a.py"\rValueError\u2028end\n\n', 'Traceback:\n  File "a.py"\nValueError\nend'],
  ['without what turns it round', 'a\u202Eb\u2066c', 'a\uFFFDb\uFFFDc'],
  ['without what a terminal obeys', 'a\bb\u0000c\u009Bd\u001B', 'a\uFFFDb\uFFFDc\uFFFDd\uFFFD'],
  ['of whole characters', '\uD800 \u{1F600}', '\uFFFD \u{1F600}'],
  ['without tokens', 'by operator-secret', 'by (hidden)'],
  ['nor coloured ones', 'by operator-\u001B[7msecret, operator-\u009B7msecret', 'by (hidden), (hidden)'],
  ['without a title that has no end', 'a\u001B]0;b\u001B[0mc', 'a0;bc'],
])('[WS-29] [SEC-6] a line is kept %s', (_, written, shown) => {
  expect(logText(written, redactor)).toBe(shown)
})

it('[WS-29] a line is cut after 4,096 characters, and no half of a token is left at the end', () => {
  expect(logText('x'.repeat(4096), redactor)).toBe('x'.repeat(4096))
  expect(logText('x'.repeat(1_000_000), redactor)).toBe(`${'x'.repeat(4095)}…`)
  expect(logText(`${'x'.repeat(4090)}operator-secret`, redactor)).toBe(`${'x'.repeat(4090)}(hidd…`)
  expect(logText(`${'x'.repeat(4094)}\u{1F600}\u{1F600}`, redactor)).toBe(`${'x'.repeat(4094)}\uFFFD…`)
})
