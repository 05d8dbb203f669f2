import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasHidden, shownAddress, shownUrl, withHidden } from './shown-url.ts'

const shown = (text: string) => shownUrl(new URL(text))

describe('[SO-6] a URL is shown', () => {
  it.each([
    ['https://me:pw@api.example.com/v1/list', 'https://api.example.com/v1/list'],
    ['https://api.example.com/list?key=s3cret&chain=', 'https://api.example.com/list?key=…&chain=…'],
    ['https://rpc.example.com/v3/9aa3d95b3bc440fa88ea12eaa4456161', 'https://rpc.example.com/v3/…'],
    ['https://api.example.com/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x', 'https://api.example.com/…/x'],
    ['https://api.example.com/u/6f9619ff-8b86-d011-b42d-00cf4fc964ff/list', 'https://api.example.com/u/…/list'],
    [
      'https://hooks.example.com/services/T00000000/XyZabQrStUvWxYzAbCdE',
      'https://hooks.example.com/services/T00000000/…',
    ],
    ['https://api.example.com/apikey/short1/list', 'https://api.example.com/apikey/…/list'],
    ['https://api.example.com/list;token=abc/x', 'https://api.example.com/list;token=…/x'],
    ['https://api.example.com/list?3f2a9c0d7be15a64', 'https://api.example.com/list?…=…'],
  ])('%s as %s', (given, expected) => {
    expect(shown(given)).toBe(expected)
  })

  it.each([
    'https://api.example.com/data/tokens/v1/solana-mainnet/watchlist-2026-production.json',
    'https://api.example.com/tokens/v1/ethereum/0x95222290dd7278aa3ddd389cc1e1d165cc4bafe5',
    'http://127.0.0.1:8080/list.txt',
  ])('%s as it is', (given) => {
    expect(shown(given)).toBe(given)
  })

  it('also where it is none, as far as can be seen', () => {
    expect(shownAddress('http://me:pw@[bad/9aa3d95b3bc440fa88ea12eaa4456161/x?key=s3cret')).toBe('http://[bad/…/x')
    expect(shownAddress('/there?key=s3cret')).toBe('/there')
  })
})

/** Parts of a path and of a query, of which some are hidden. */
const word = fc.constantFrom('v1', 'list', 'tokens', 'key', 'data', 'a%20b')
const token = fc.stringMatching(/^[0-9a-f]{8}[a-z][0-9][0-9a-f]{14}$/)
const anyUrl = fc
  .record({
    user: fc.constantFrom('', 'me:pw@', 'only@'),
    path: fc.array(fc.oneof(word, token), { maxLength: 5 }),
    query: fc.array(fc.tuple(fc.oneof(word, token), fc.oneof(word, token, fc.constant(''))), { maxLength: 4 }),
  })
  .map(({ user, path, query }) => {
    const search = query.map(([name, value]) => `${name}=${value}`).join('&')
    return `https://${user}api.example.com/${path.join('/')}${search === '' ? '' : `?${search}`}`
  })

describe('[SO-6] what is hidden of a URL', () => {
  it('is there again where it is sent back as it was shown, also beside what is changed', () => {
    fc.assert(
      fc.property(anyUrl, (text) => {
        const before = new URL(text)
        const seen = shownUrl(before)
        expect(seen).not.toContain('pw')
        expect(withHidden(seen, before)).toBe(before.href)
        // Every part that is sent back stands for itself, whatever comes in front of it.
        const moved = withHidden(seen.replace('.com/', '.com/new/'), before)!
        expect(moved).toBe(before.href.replace('.com/', '.com/new/'))
        expect(hasHidden(moved)).toBe(false)
      }),
    )
  })

  it('goes where something else is in its place, and nothing is made of what was not there', () => {
    const before = new URL('https://me:pw@api.example.com/v1/list?key=s3cret&chain=1')
    const now = (text: string) => withHidden(text, before)
    expect(now('https://api.example.com/v2/list?key=…')).toBe('https://me:pw@api.example.com/v2/list?key=s3cret')
    expect(now('https://api.example.com/v1/list?key=other')).toBe('https://me:pw@api.example.com/v1/list?key=other')
    expect(now('https://@api.example.com/v1/list')).toBe('https://api.example.com/v1/list')
    expect(now('https://you@api.example.com/v1/list')).toBe('https://you@api.example.com/v1/list')
    expect(now('https://api.example.com/v1/list?token=…')).toBeNull()
    expect(now('https://api.example.com/v1/list?key=…&key=…')).toBeNull()
    expect(now('https://api.example.com/…/list')).toBeNull()
  })
})
