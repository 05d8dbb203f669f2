import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Redactor } from '../../monitor/redactor.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { privateText } from './private-text.ts'

const token = 'a-long-operator-token'
const settings = resolveSettings([
  { name: 'server.token', value: token, source: { kind: 'variable', place: 'BATCHDECK_SERVER_TOKEN' } },
])
const redactor = new Redactor(settings)

it.each([
  [`used ${token} here`, 'used (hidden) here'],
  ['GET https://me:secret@deck.example/x?y=1', 'GET https://(hidden)@deck.example/x?y=1'],
  ['proxy http://me:p@ss@w0rd@proxy:3128/', 'proxy http://(hidden)@proxy:3128/'],
  ['http://deck/?to=me@example.com', 'http://deck/?to=me@example.com'],
  ['postgres://user@db/x failed', 'postgres://(hidden)@db/x failed'],
  ['Authorization: Bearer abc.def-1', 'Authorization: (hidden)'],
  ['{"consumer-token":"abc", "port": 1}', '{"consumer-token":(hidden)", "port": 1}'],
  ['api_key=abc&page=2', 'api_key=(hidden)&page=2'],
  ['sent with bearer abc', 'sent with bearer (hidden)'],
  ['bdt_0123456789abcdef', '(hidden)'],
  ['two tokens a second', 'two tokens a second'],
  ['me@example.com on http://deck:8080/a', 'me@example.com on http://deck:8080/a'],
])('[DT-13] %j is passed on as %j', (text, shown) => {
  expect(privateText(text, redactor)).toBe(shown)
})

it('[DT-13] a token of the monitor never stands in what is passed on, and other lines are as they were', () => {
  const around = fc.string().map((text) => text.replaceAll(/[\n%+]/g, ''))
  fc.assert(
    fc.property(around, around, fc.constantFrom(token, encodeURIComponent(token)), (before, after, given) => {
      const shown = privateText(`first\n${before}${given}${after}\nlast`, redactor)
      expect(shown).not.toContain(token)
      expect(shown.split('\n').at(0)).toBe('first')
      expect(shown.split('\n').at(-1)).toBe('last')
    }),
  )
})

it('[DT-13] goes through long lines in time that grows as they do', () => {
  for (const part of ['token ', 'token=', '://', 'authorization: bearer ', '@', 'a_', 'bearer ']) {
    const began = performance.now()
    privateText(part.repeat(200_000 / part.length), null)
    expect(performance.now() - began).toBeLessThan(2000)
  }
})
