import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const names = ['server.port', 'server.host', 'data-dir']

it.each([
  ['server.prt', 'server.port'],
  ['server.porrt', 'server.port'],
  ['server.hosd', 'server.host'],
  // Of two that are as near the first.
  ['server.hort', 'server.port'],
  ['datadir', 'data-dir'],
  ['server.post', 'server.port'],
  // Up to three slips in a short name, up to a third of a long one.
  ['da-di', 'data-dir'],
  ['d-d', undefined],
  ['sverpot', undefined],
  ['srvr.prt', 'server.port'],
  ['', undefined],
])('takes %j for %j', (text, name) => {
  expect(nearest(text, names)).toBe(name)
})

it('knows no name where there is none', () => expect(nearest('x', [])).toBeUndefined())
