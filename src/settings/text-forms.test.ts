import { expect, it } from 'vitest'
import { itemsOf, readText } from './text-forms.ts'

it('[CF-1] hosts are names or addresses, with or without a port, in a list', () => {
  const given = 'console.example.com,*.example.com  bücher.example:8443 [::1]:80, 10.0.0.7'
  expect(itemsOf(readText('hosts', given))).toEqual([
    'console.example.com',
    '*.example.com',
    'bücher.example:8443',
    '[::1]:80',
    '10.0.0.7',
  ])
  const wrong = ['', ' , ', '*', '*.*.example', 'a*.example', 'http://deck', 'deck/', 'deck:99999', '-x', 'a..b', '::1']
  for (const text of wrong) expect([text, readText('hosts', text)]).toEqual([text, null])
})

it('[CF-1] proxies are addresses, ranges of them, or a word for some', () => {
  expect(readText('addresses', 'loopback 10.0.0.7,fd00::/8, 192.168.0.0/16')).toBe(
    'loopback, 10.0.0.7, fd00::/8, 192.168.0.0/16',
  )
  for (const text of ['deck', '10.0.0', '10.0.0.256', '10.0.0.0/0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '*']) {
    expect([text, readText('addresses', text)]).toEqual([text, null])
  }
})

it('[CF-1] a base path begins with a slash and ends without one', () => {
  expect([readText('path', '/batchdeck'), readText('path', '/a/b/')]).toEqual(['/batchdeck', '/a/b'])
  for (const text of ['/', 'batchdeck', '/a//b', '/a b', '/../x', '/a?b', '/%61']) {
    expect([text, readText('path', text)]).toEqual([text, null])
  }
})

it('reads a megabyte of the worst in no time', () => {
  const startedAt = performance.now()
  for (const piece of ['a.', 'a-', '*.', '[:', '1.', '/a', ', ']) {
    for (const form of ['hosts', 'addresses', 'path'] as const) readText(form, piece.repeat(500_000))
  }
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
