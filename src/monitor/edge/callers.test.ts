import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Callers } from './callers.ts'

function addressOf(trusted: string | null, from: string, headers: IncomingHttpHeaders = {}): string {
  return new Callers(trusted).addressOf({ headers, socket: { remoteAddress: from } } as unknown as IncomingMessage)
}
const forwarded = (list: string) => ({ 'x-forwarded-for': list })

describe('[ED-1] the address of a caller', () => {
  it('is that of the connection, in its plain spelling', () => {
    expect(addressOf(null, '10.0.0.1')).toBe('10.0.0.1')
    expect(addressOf(null, '::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(addressOf(null, '::1', forwarded('6.6.6.6'))).toBe('::1')
    expect(addressOf('loopback', '::1', forwarded('::ffff:cb00:7107'))).toBe('203.0.113.7')
    expect(addressOf('loopback', '::1', forwarded('[::FFFF:203.0.113.7]:4711'))).toBe('203.0.113.7')
    expect(addressOf('10.0.0.0/8', '11.0.0.1', forwarded('6.6.6.6'))).toBe('11.0.0.1')
  })

  it('is the last before the proxies that are trusted: what was written in front by others does not count', () => {
    expect(addressOf('loopback', '127.0.0.1', forwarded('6.6.6.6, 203.0.113.7'))).toBe('203.0.113.7')
    expect(addressOf('loopback, 10.0.0.0/8', '::ffff:127.0.0.1', forwarded('6.6.6.6, 203.0.113.7, 10.1.1.1'))).toBe(
      '203.0.113.7',
    )
    expect(addressOf('loopback', '127.0.0.1')).toBe('127.0.0.1')
  })

  it('may come with a port, and not at all', () => {
    const said = ['203.0.113.7:4711', '[2001:db8::7]:4711', '2001:db8::7', 'unknown', '<script>', '']
    expect(said.map((text) => addressOf('loopback', '127.0.0.1', forwarded(text)))).toEqual([
      '203.0.113.7',
      '2001:db8::7',
      '2001:db8::7',
      '127.0.0.1',
      '127.0.0.1',
      '127.0.0.1',
    ])
  })

  it('is not to be had with proxies that cannot be read', () => {
    expect(() => new Callers('10.0.0.0/8, fd00::zz')).toThrow(/^server\.trusted-proxies: invalid IP/)
  })
})
