import { describe, expect, it } from 'vitest'
import { isAddress, isLoopbackName, readHost, readOrigin } from './host.ts'

describe('[SEC-2] a host', () => {
  it.each([
    ['Deck.Example', 'deck.example', null],
    ['deck.example.', 'deck.example', null],
    ['deck.example.:8080', 'deck.example', 8080],
    ['bücher.example', 'xn--bcher-kva.example', null],
    ['XN--BCHER-KVA.example:443', 'xn--bcher-kva.example', 443],
    ['127.1:80', '127.0.0.1', 80],
    ['0x7f.0.0.1', '127.0.0.1', null],
    ['[::1]:8080', '[::1]', 8080],
    ['[0:0:0:0:0:0:0:1]', '[::1]', null],
    ['[::ffff:127.0.0.1]', '127.0.0.1', null],
    ['[2001:DB8::0:1]', '[2001:db8::1]', null],
  ])('%s is %s, port %s', (text, name, port) => {
    expect(readHost(text)).toEqual({ name, port })
  })

  it.each([
    '',
    ':80',
    'deck:80:80',
    'deck:70000',
    'deck:8o',
    'a b',
    'deck/',
    'me@deck',
    'deck?x',
    'a,b',
    '[::1',
    '::1',
    '[::1%eth0]',
    'd%65ck',
    '256.1.1.1',
    'x'.repeat(300),
  ])('%j is none', (text) => {
    expect(readHost(text)).toBeNull()
  })

  it('is an address, or a name; some lead only to the machine itself', () => {
    expect(['127.0.0.1', '[::1]', 'deck.example', '1.2.3.4.example'].map((name) => isAddress(name))).toEqual([
      true,
      true,
      false,
      false,
    ])
    const names = [
      'localhost',
      'a.localhost',
      '127.9.9.9',
      '[::1]',
      '127.evil.example',
      'localhost.example',
      '10.0.0.1',
    ]
    expect(names.map((name) => isLoopbackName(name))).toEqual([true, true, true, true, false, false, false])
  })
})

it('[SEC-2] an origin is that of a page from a server', () => {
  expect(readOrigin('HTTPS://Deck.example:8443')).toEqual({ scheme: 'https', name: 'deck.example', port: 8443 })
  for (const text of ['null', 'file://', 'ftp://deck', 'http://a, http://b', 'http://deck/path', 'https://']) {
    expect(readOrigin(text)).toBeNull()
  }
})
