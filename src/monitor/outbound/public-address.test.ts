import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { addressOf, assertPublicHost, isAllowedHost, isPublicAddress, publicLookup } from './public-address.ts'

describe('[SO-3] an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    'nonsense',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::ffff:127.0.0.1]/',
  ])('in %s is seen for what it is', (text) => {
    const url = new URL(text)
    expect(addressOf(url.hostname)).not.toBeNull()
    expect(() => assertPublicHost(url)).toThrow(/an address that is not public/)
  })
})

describe('[SO-3] a name', () => {
  const finds = (found: readonly LookupAddress[]) =>
    publicLookup(((_name: string, _options: object, done: (error: null, all: readonly LookupAddress[]) => void) =>
      done(null, found)) as never)
  const ask = (found: readonly LookupAddress[], all: boolean) =>
    new Promise((done) => {
      finds(found)('rebind.example', { all }, (error, address) => done(error?.message ?? address))
    })

  it('leads nowhere where one of its addresses is not public', async () => {
    const both = [
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    expect(await ask(both, true)).toMatch('rebind.example is 127.0.0.1, an address that is not public.')
    expect(await ask(both, false)).toMatch('rebind.example is 127.0.0.1')
    expect(await ask([both[0]!], true)).toEqual([both[0]])
    expect(await ask([both[0]!], false)).toBe('8.8.8.8')
  })

  it('is allowed as the list says it, with its port and below a star', () => {
    const allows = (url: string, ...items: string[]) => isAllowedHost(new URL(url), items)
    expect(allows('https://API.example.com/x', 'api.example.com')).toBe(true)
    expect(allows('https://api.example.com./x', 'api.example.com')).toBe(true)
    expect(allows('https://api.example.com:444/', 'api.example.com:443')).toBe(false)
    expect(allows('https://api.example.com/', 'api.example.com:443')).toBe(true)
    expect(allows('https://a.b.example.com/', '*.example.com')).toBe(true)
    expect(allows('https://example.com/', '*.example.com')).toBe(false)
    expect(allows('https://evilexample.com/', '*.example.com')).toBe(false)
    expect(allows('https://api.example.com@evil.test/', 'api.example.com')).toBe(false)
    expect(allows('http://[::1]:8080/', '[::1]:8080')).toBe(true)
    expect(allows('https://api.example.com/')).toBe(false)
  })
})
