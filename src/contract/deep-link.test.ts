import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDeepLink, linkableParams, linkedMonitor, MAX_LINK_LENGTH, parseDeepLink } from './deep-link.ts'
import { type Place, screenNames } from './place.ts'

const overview = { place: { screen: 'overview', params: {} }, monitor: { url: null } }

const places = fc.constantFrom(...screenNames).chain((screen) =>
  fc
    .dictionary(
      fc.constantFrom(...linkableParams[screen]),
      // Four of a screen at most, so that all of them fit.
      fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
      { maxKeys: 4 },
    )
    .map((params): Place => ({ screen, params })),
)
const hosts = fc.constantFrom('deck.example', '127.0.0.1', '[::1]', 'deck_1.lan', 'localhost')
const monitors = fc.option(
  fc
    .record({
      scheme: fc.constantFrom('http', 'https'),
      host: hosts,
      port: fc.constantFrom('', ':8443', ':1'),
      path: fc.constantFrom('', '/deck', '/a/b'),
    })
    .map(({ scheme, host, port, path }) => `${scheme}://${host}${port}${path}`),
)
// oxlint-disable-next-line no-control-regex -- what no link carries
const hasControls = (text: string) => /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)

describe('[DT-17] a link into the app', () => {
  it('names a place and the monitor it is of', () => {
    const place = { screen: 'consumers', params: { state: 'lost', open: 'c 1&2' } } as const
    const link = formatDeepLink(place, { url: 'https://deck.example:8443/' })
    expect(link).toBe('batchdeck://open/consumers?state=lost&open=c%201%262&monitor=https%3A%2F%2Fdeck.example%3A8443')
    expect(parseDeepLink(link)).toEqual({ place, monitor: { url: 'https://deck.example:8443' } })
    expect(formatDeepLink(overview.place as Place, { url: null })).toBe('batchdeck://open/overview')
  })

  it('is read as it was written, whatever stands in it', () => {
    fc.assert(
      fc.property(places, monitors, (place, url) => {
        const link = formatDeepLink(place, { url })
        expect(link.length).toBeLessThanOrEqual(MAX_LINK_LENGTH)
        const params = Object.fromEntries(Object.entries(place.params).filter(([, value]) => !hasControls(value)))
        expect(parseDeepLink(link)).toEqual({ place: { ...place, params }, monitor: { url } })
      }),
    )
  })

  it('is read however the system has rewritten it', () => {
    const written = [
      'batchdeck://open/overview',
      'batchdeck://open/overview/',
      'batchdeck:open/overview',
      'batchdeck:///open/overview',
      'BATCHDECK://OPEN/overview?',
      ' batchdeck://open/overview#/settings?new=1 ',
      'batchdeck://open/overview/?#',
    ]
    for (const text of written) expect(parseDeepLink(text), text).toEqual(overview)
    expect(parseDeepLink('batchdeck://open/events?q=two+words&%74ype=loss')?.place.params).toEqual({
      q: 'two words',
      type: 'loss',
    })
    // What the address of a page may not say, and a link may: nothing at all.
    expect(parseDeepLink('batchdeck://open/overview?alert=')).toEqual(overview)
  })

  it('carries nothing that begins an action, no token, and nothing that is not known', () => {
    const texts = [
      'batchdeck://open/targets?import=replace&token=secret&apply=1&q=a',
      'batchdeck://open/epochs?rollback=3&dialog=reload&q=a',
      'batchdeck://open/settings?new=webhook&__proto__=x&constructor=y&q=a',
    ]
    for (const text of texts) expect(parseDeepLink(text)?.place.params, text).toEqual({ q: 'a' })
    const place = { screen: 'targets', params: { import: 'replace', token: 'secret', q: 'a' } } as const
    expect(formatDeepLink(place, { url: null })).toBe('batchdeck://open/targets?q=a')
  })

  it('is none where anything of it is not as it must be', () => {
    const texts = [
      '',
      'batchdeck://',
      'batchdeck://open',
      'batchdeck://open/nowhere',
      'batchdeck://open/__proto__',
      'batchdeck://open/Overview',
      'batchdeck://act/overview',
      'batchdeck://open/overview/settings',
      'batchdeck://x" --inspect --no-sandbox',
      'http://open/overview',
      'see batchdeck://open/overview',
      'batchdeck://open/overview?alert=%',
      'batchdeck://open/overview?alert=%ff',
      'batchdeck://open/overview\n--inspect',
      'batchdeck://open/overview?alert=a&alert=b',
      'batchdeck://open/overview?monitor=https://a.example&monitor=https://b.example',
      `batchdeck://open/overview?alert=${'a'.repeat(MAX_LINK_LENGTH)}`,
    ]
    for (const text of texts) expect(parseDeepLink(text), text).toBeNull()
  })

  it('leads to no address but that of a console', () => {
    const none = [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'ftp://deck.example',
      'ws://deck.example',
      'https://me:secret@deck.example',
      'https://deck.example@evil.example',
      'https://deck.example?token=secret',
      'https://deck.example/?token=secret',
      'https://deck.example/#/overview',
      'https://deck.example:0',
      'https://deck.example:99999',
      'https://deck example',
      'https://deck.example\\@evil.example',
      '//deck.example',
      'https:/deck.example',
      `https://${'a'.repeat(2000)}.example`,
    ]
    for (const url of none) {
      expect(linkedMonitor(url), url).toBeNull()
      expect(parseDeepLink(`batchdeck://open/overview?monitor=${encodeURIComponent(url)}`), url).toBeNull()
      expect(() => formatDeepLink({ screen: 'overview', params: {} }, { url }), url).toThrow(RangeError)
    }
    expect(linkedMonitor('HTTPS://Deck.Example:443/base//')).toBe('https://deck.example/base')
    expect(linkedMonitor('http://[::1]:0080')).toBe('http://[::1]')
  })

  it('is never longer than systems take: what does not fit is left out', () => {
    const long = 'x'.repeat(900)
    const place = { screen: 'events', params: { q: long, consumer: long, type: long, open: '7' } } as const
    const link = formatDeepLink(place, { url: 'https://deck.example' })
    expect(link.length).toBeLessThanOrEqual(MAX_LINK_LENGTH)
    expect(parseDeepLink(link)).toEqual({
      place: { screen: 'events', params: { q: long, consumer: long, open: '7' } },
      monitor: { url: 'https://deck.example' },
    })
  })

  it('never breaks the app, and gives a place and a monitor or nothing', () => {
    const pieces = fc.constantFrom(
      'batchdeck:',
      '//',
      'open/',
      'overview',
      'targets',
      '?',
      '&',
      '=',
      '%',
      '#',
      '+',
      'monitor',
      'import',
      'https%3A%2F%2F',
      'http://',
      'me:x@',
      '\0',
      ' ',
      '"',
      '--inspect',
      'q',
      'task',
      '\uD800',
      '名',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 20 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const link = parseDeepLink(text)
        if (link === null) return
        expect(Object.keys(link)).toEqual(['place', 'monitor'])
        const { screen, params } = link.place
        expect(screenNames).toContain(screen)
        for (const name of Object.keys(params)) expect(linkableParams[screen]).toContain(name)
        if (link.monitor.url !== null) expect(linkedMonitor(link.monitor.url)).toBe(link.monitor.url)
      }),
      { numRuns: 500 },
    )
  })

  it('is read in no time, however it is made', () => {
    const hostile = [
      `batchdeck://open/overview?${'&'.repeat(1900)}`,
      `batchdeck:${'/'.repeat(2000)}`,
      `batchdeck://open/overview?monitor=http://${'a.'.repeat(500)}!`,
      `batchdeck://open/overview?monitor=http://a${'/a'.repeat(490)}!?`,
      `batchdeck://open/overview?monitor=http://a${'/'.repeat(980)}?`,
      ' '.repeat(2048),
    ]
    const began = performance.now()
    for (let i = 0; i < 100; i++) for (const text of hostile) parseDeepLink(text)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})
