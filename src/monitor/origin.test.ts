import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../contract/errors.ts'
import { byDefault, givenBy, type GivenSettings, resolveSettings } from '../settings/settings.ts'
import { Callers } from './edge/callers.ts'
import { createOriginCheck, isLoopback } from './origin.ts'

interface Asked {
  /** Settings. */
  given?: GivenSettings
  /** Of the other end. */
  from?: string
  isTls?: boolean
  url?: string
}

/** What a request with these headers is refused with; `ok` where it is not. */
function answerTo(
  headers: IncomingHttpHeaders,
  { given = {}, from = '10.9.9.9', isTls = false, url = '/' }: Asked = {},
) {
  const settings = resolveSettings(givenBy(byDefault, given))
  const check = createOriginCheck(
    settings,
    new Callers(settings['server.trusted-proxies']),
    () => settings['server.token'] !== null,
  )
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [name, String(one)]),
  )
  const heard = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]))
  const socket = { remoteAddress: from, encrypted: isTls }
  try {
    check({ headers: heard, rawHeaders, socket, url } as unknown as IncomingMessage)
    return 'ok'
  } catch (error) {
    const { reason } = problemOf(error)
    return reason
  }
}

function hosts(given: GivenSettings, ...names: string[]) {
  return names.map((host) => answerTo({ host }, { given }))
}

const foreign = 'host_is_another'
const everywhere = { 'server.host': '0.0.0.0' }

describe('[SEC-2] the Host', () => {
  it('on loopback is a name of loopback, or the bound address, in whatever spelling', () => {
    const names = ['localhost:8080', 'LocalHost.', '127.0.0.1', '127.1:8080', '[::1]:8080', '[0:0::1]', 'x.localhost']
    expect(hosts({}, ...names)).toEqual(names.map(() => 'ok'))
    const others = ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', hostname()]
    expect(hosts({}, ...others)).toEqual(others.map(() => foreign))
    expect(hosts({ 'server.host': '127.0.0.2' }, '127.0.0.2:8080', 'localhost', 'deck')).toEqual(['ok', 'ok', foreign])
    expect(hosts({ 'server.host': '::1' }, '[::1]:80', 'deck')).toEqual(['ok', foreign])
  })

  it('elsewhere is any address, the name of this machine, or the bound name; a foreign name is not', () => {
    const names = ['10.0.0.7:8080', '[2001:db8::7]', 'localhost', hostname(), `${hostname().split('.')[0]}.local`]
    for (const host of ['0.0.0.0', '::', '10.0.0.7']) {
      expect(hosts({ 'server.host': host }, ...names)).toEqual(names.map(() => 'ok'))
      expect(hosts({ 'server.host': host }, 'evil.example', 'evil.example:8080')).toEqual([foreign, foreign])
    }
    expect(hosts({ 'server.host': 'deck.internal' }, 'Deck.Internal.:8080', 'evil.example')).toEqual(['ok', foreign])
  })

  it('is any name where a token is needed, until server.allowed-hosts says which', () => {
    const guarded = { ...everywhere, 'server.token': 'x' }
    expect(hosts(guarded, 'deck.internal')).toEqual(['ok'])
    expect(hosts({ 'server.token': 'x' }, 'deck.internal')).toEqual([foreign])
    const listed = { ...guarded, 'server.allowed-hosts': 'deck.internal' }
    expect(hosts(listed, 'deck.internal:8080', 'evil.example', '10.0.0.7')).toEqual(['ok', foreign, 'ok'])
  })

  it('is one of server.allowed-hosts: names, all below one, with a port or with any', () => {
    const given = {
      'server.allowed-hosts': 'Console.Example.com, *.deck.example  bücher.example, gate:8443, [fd00::1]',
    }
    expect(
      hosts(given, 'console.example.com', 'a.b.deck.example', 'xn--bcher-kva.example:1', 'GATE:8443', '[fd00:0::1]'),
    ).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    const others = [
      'example.com',
      'deck.example',
      'xdeck.example',
      'gate',
      'gate:80',
      'console.example.com.evil.example',
    ]
    expect(hosts(given, ...others)).toEqual(others.map(() => foreign))
    const usual = { 'server.allowed-hosts': 'deck.example:443' }
    expect(answerTo({ host: 'deck.example' }, { given: usual, isTls: true })).toBe('ok')
    expect(hosts(usual, 'deck.example', 'deck.example:80')).toEqual(['ok', foreign])
  })

  it('is there once, and can be read', () => {
    expect(answerTo({})).toBe('host_missing')
    expect(answerTo({ host: '' })).toBe('host_missing')
    expect(answerTo({ host: ['localhost', 'localhost'] as unknown as string })).toBe('host_doubled')
    expect(answerTo({ host: 'a b' })).toBe('host_unreadable')
    expect(answerTo({ host: 'localhost' }, { url: 'http://evil.example/api/tasks' })).toBe('host_doubled')
    expect(answerTo({ host: 'localhost' }, { url: 'http://LOCALHOST/api/tasks' })).toBe('ok')
  })

  it('of a loopback is no name that only begins like one', () => {
    const addresses = ['127.0.0.1', '::1', 'localhost', '127.evil.example', '0.0.0.0', '10.0.0.1', '::']
    expect(addresses.map((host) => isLoopback(host))).toEqual([true, true, true, false, false, false, false])
  })
})

describe('[SEC-2] the Origin', () => {
  const origins = (host: string, asked: Asked, ...all: string[]) =>
    all.map((origin) => answerTo({ host, origin }, asked))
  const alien = 'origin_is_another'

  it('is the Host, by name and port, also where that is the usual one', () => {
    expect(
      origins(
        'localhost:80',
        {},
        'http://localhost',
        'http://LOCALHOST.:80',
        'http://localhost:8080',
        'http://evil.example',
      ),
    ).toEqual(['ok', 'ok', alien, alien])
    expect(origins('localhost', {}, 'http://localhost:80', 'https://localhost:443', 'http://localhost:443')).toEqual([
      'ok',
      'ok',
      alien,
    ])
    expect(origins('127.0.0.1:8080', {}, 'null', 'file://', 'http://localhost:8080')).toEqual([alien, alien, alien])
  })

  it('may say http over TLS, as consumers on websocket-client do', () => {
    expect(origins('localhost', { isTls: true }, 'https://localhost', 'http://localhost')).toEqual(['ok', 'ok'])
  })
})

describe('[ED-1] behind a proxy', () => {
  const given = { 'server.trusted-proxies': 'loopback', 'server.allowed-hosts': 'deck.example' }
  const forwarded = { 'x-forwarded-host': 'deck.example', 'x-forwarded-proto': 'https' }

  it('that is trusted, what it says was asked for counts', () => {
    const host = '127.0.0.1:8080'
    const asked = { given, from: '127.0.0.1' }
    expect(answerTo({ host, ...forwarded, origin: 'https://deck.example' }, asked)).toBe('ok')
    expect(answerTo({ host, ...forwarded, origin: 'http://deck.example' }, asked)).toBe('ok')
    expect(answerTo({ host, ...forwarded, origin: 'http://127.0.0.1:8080' }, asked)).toBe('origin_is_another')
    expect(answerTo({ host, 'x-forwarded-host': 'evil.example' }, asked)).toBe('host_is_another')
    expect(answerTo({ host, 'x-forwarded-host': 'evil.example, deck.example' }, asked)).toBe('ok')
  })

  it('that is not, its words count for nothing', () => {
    const asked = { given, from: '10.0.0.1' }
    expect(answerTo({ host: 'evil.example', ...forwarded }, asked)).toBe('host_is_another')
    expect(answerTo({ host: '127.0.0.1', ...forwarded, origin: 'https://deck.example' }, asked)).toBe(
      'origin_is_another',
    )
  })
})
