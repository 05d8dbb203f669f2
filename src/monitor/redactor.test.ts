import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../settings/settings.ts'
import { Redactor } from './redactor.ts'

const tokens = fc
  .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
  .filter((token) => token.trim() === token)

function redactorFor(token: string): Redactor {
  return new Redactor({ ...resolveSettings([]), 'server.token': 'operator-token', 'server.viewer-token': token })
}

/** Every character of the token as %XX, or only those that need it. */
const encodings: ((token: string) => string)[] = [
  encodeURIComponent,
  (token) => encodeURIComponent(encodeURIComponent(token)),
  (token) => new URLSearchParams({ x: token }).toString().slice(2),
  (token) => Buffer.from(token).toString('hex').replaceAll(/../g, '%$&'),
]

describe('[SEC-6] what is written down as data', () => {
  const redactor = redactorFor('operator')
  it('holds no secret of a named token anywhere, and none of the settings in its words', () => {
    const data = {
      action: 'bdt_0123456789',
      role: 'operator',
      message: 'as operator with %6f%70%65%72%61%74%6f%72',
      values: { path: '/bdt_0123456789', list: ['operator', 7, null] },
      bdt_0123456789: true,
    }
    expect(redactor.data(data)).toEqual({
      action: '(hidden)',
      role: 'operator',
      message: '(hidden)',
      values: { path: '/(hidden)', list: ['(hidden)', 7, null] },
      '(hidden)': true,
    })
  })

  it('is the same where there is none', () => {
    const data = { action: 'opened', message: '50 %' }
    expect(redactor.data(data)).toEqual(data)
    const plain = { action: 'opened' }
    expect(redactor.data(plain)).toBe(plain)
  })
})

describe('what is written down of a request', () => {
  it('[SEC-1] never holds a token, however it is encoded and wherever it stands', () => {
    fc.assert(
      fc.property(tokens, fc.constantFrom(...encodings), fc.nat({ max: 6 }), (token, encode, place) => {
        const redactor = redactorFor(token)
        const secret = encode(token)
        const urls = [
          `/api/tasks?token=${secret}`,
          `/api/tasks?limit=1&x=${secret}&token=other`,
          `/api/tasks/${secret}`,
          `/${secret}?${secret}`,
          `/api/tasks?a=1?token=${secret}`,
          `http://user:${secret}@host/api?token=${secret}#${secret}`,
          `/api/tasks;token=${secret}&dry_run=true`,
        ]
        const shown = redactor.path(urls[place]!, 1000)
        expect(shown).not.toContain(token)
        expect(shown).not.toContain(secret)
        expect(redactor.words(`agent/1.0 ${secret}`, 200)).not.toContain(secret)
        expect(redactor.line(`it failed: ${token} and ${secret}`)).not.toContain(token)
      }),
    )
  })

  it('[SEC-1] never holds a wrong token, either, where it is given as one', () => {
    const redactor = redactorFor('viewer-token')
    for (const url of [
      '/api/tasks?token=guess',
      '/api/tasks?%74oken=guess',
      '/api/tasks?%2574oken=guess',
      '/api/tasks?TOKEN=guess&token=guess&token=guess',
      '/api/tasks?token=a&token=guess',
      '/api/tasks?x=1;token=guess',
      '/api/tasks?access_token=guess',
      '/api/tasks?next=%2Fapi%3Ftoken%3Dguess',
      '/api/tasks&token=guess',
      '/api/tasks?=token=guess',
      '/api/tasks?token%3Dguess',
      '/api/tasks#token=guess',
    ]) {
      expect([url, redactor.path(url, 1000).includes('guess')]).toEqual([url, false])
    }
    expect(redactor.words('Bearer guess', 200)).not.toContain('guess')
    expect(redactor.words('curl/8 Authorization: guess', 200)).not.toContain('guess')
  })

  it.each([
    ['/api/tasks?limit=5&after=2', '/api/tasks?limit=5&after=2'],
    ['/api/tasks?limit=5&token=x&after=2', '/api/tasks?limit=5&after=2'],
    ['/websocket/monitor?token=x', '/websocket/monitor'],
    ['/api/consumers/token-keeper-1', '/api/consumers/token-keeper-1'],
    ['https://deck.example/api/tasks?limit=5#x', '/api/tasks?limit=5'],
    ['*', '*'],
    ['/%zz?%', '/%zz?%'],
    ['', ''],
  ])('shows of %s what is no secret', (url, shown) => {
    expect(redactorFor('viewer-token').path(url, 1000)).toBe(shown)
  })

  it('[SEC-4] never holds the secret of a named token, of whichever monitor', () => {
    const secret = 'bdt_Zk3-9_aQ0xW7yTt1LmN4bVc8sRrE2uHhJjKkDdFfGg0'
    const redactor = redactorFor('viewer-token')
    for (const written of [secret, encodeURIComponent(encodeURIComponent(secret)), `%62dt_${secret.slice(4)}`]) {
      expect(redactor.path(`/api/tokens/${written}?x=${written}`, 1000)).not.toContain(secret.slice(8))
      expect(redactor.words(`agent ${written}`, 200)).not.toContain(secret.slice(8))
      expect(redactor.line(`${written} and "${written}"`)).not.toContain(secret.slice(8))
    }
    expect(redactor.line('batchdeck token create bdt')).toBe('batchdeck token create bdt')
  })

  it('bounds what it shows, and shows nothing of a caller who says nothing', () => {
    const redactor = redactorFor('viewer-token')
    expect(redactor.path(`/${'a'.repeat(5000)}?limit=1`, 100)).toHaveLength(100)
    expect(redactor.words('a'.repeat(5000), 50)).toHaveLength(50)
    expect(redactor.words(undefined, 50)).toBeNull()
  })
})
