import { beforeEach, describe, expect, it } from 'vitest'
import type { StoredToken, TokenUse } from '../storage/port.ts'
import { NamedTokens } from './named-tokens.ts'

const maker = { token: 'server.token', via: 'http' } as const
let now: number
let saved: (readonly TokenUse[])[]
let isBroken: boolean

beforeEach(() => {
  now = 1_000_000
  saved = []
  isBroken = false
})

function tokensOf(stored: readonly StoredToken[] = []): NamedTokens {
  const write = async () => {
    if (isBroken) throw new Error('the disk')
  }
  return new NamedTokens({
    stored,
    storage: {
      putToken: write,
      deleteToken: write,
      saveTokenUse(used) {
        saved.push(used)
        return write()
      },
    },
    now: () => now,
    log: () => {},
  })
}

describe('[SEC-4] named tokens', () => {
  it('are good only once they are on the disk, and stay so where it refuses their end', async () => {
    const tokens = tokensOf()
    isBroken = true
    await expect(tokens.create({ name: 'a', role: 'viewer' }, maker)).rejects.toThrow('the disk')
    expect(tokens.list()).toEqual([])
    isBroken = false
    const { secret } = await tokens.create({ name: 'a', role: 'viewer' }, maker)
    isBroken = true
    await expect(tokens.revoke('a', false)).rejects.toThrow('the disk')
    await expect(tokens.rotate('a')).rejects.toThrow('the disk')
    expect(tokens.grantOf(secret, null)).toMatchObject({ role: 'viewer', token: 'a', isAdmin: false })
  })

  it('are never more than ten thousand, and two of one name are one, however fast they are asked for', async () => {
    const { token } = await tokensOf().create({ name: 'x', role: 'viewer' }, maker)
    const most = Array.from({ length: 9999 }, (_, i) => ({ ...token, name: `t-${i}`, digest: String(i) }))
    const tokens = tokensOf(most)
    const codes = await Promise.all(
      ['a', 'a', 'b'].map((name) =>
        tokens.create({ name, role: 'viewer' }, maker).then(
          () => 'made',
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    )
    expect(codes).toEqual(['made', 'TOKEN_EXISTS', 'CONFLICT'])
  })

  it('are written down as used at most once a minute, and at the end', async () => {
    const tokens = tokensOf()
    const { secret } = await tokens.create({ name: 'a', role: 'operator' }, maker)
    for (let second = 0; second < 120; second++) {
      tokens.grantOf(secret, '10.0.0.1')
      tokens.tick()
      now += 1000
    }
    expect(saved.map(([use]) => use?.last_used_at)).toEqual([1_000_000, 1_060_000])
    await tokens.settle()
    expect(saved.at(-1)).toMatchObject([{ name: 'a', last_used_at: now - 1000, last_used_from: '10.0.0.1' }])
    await tokens.settle()
    expect(saved).toHaveLength(3)
  })

  it('expire to the ms, and those who came in by them are told to go once', async () => {
    const tokens = tokensOf()
    const gone: string[] = []
    tokens.onCut((name) => void gone.push(name))
    const { secret } = await tokens.create({ name: 'a', role: 'admin', expires_at: now + 1000 }, maker)
    now += 999
    tokens.tick()
    expect([tokens.grantOf(secret, null)?.token, gone]).toEqual(['a', []])
    now += 1
    for (let i = 0; i < 3; i++) tokens.tick()
    expect([tokens.grantOf(secret, null), gone]).toEqual([null, ['a']])
    // The monitor does not open by itself.
    expect(tokens.hasAdmin).toBe(true)
  })

  it('that an earlier version let expire at no time there is expire at the last there is', async () => {
    const { token } = await tokensOf().create({ name: 'a', role: 'admin' }, maker)
    const [kept] = tokensOf([{ ...token, expires_at: 1e300 }]).list()
    expect(new Date(kept?.expires_at ?? NaN).toISOString()).toBe('9999-12-31T23:59:59.999Z')
  })

  it('keep one admin that is good, where nobody else could manage them', async () => {
    const tokens = tokensOf()
    await tokens.create({ name: 'old', role: 'admin', expires_at: now + 1 }, maker)
    await tokens.create({ name: 'boss', role: 'admin' }, maker)
    now += 1
    await expect(tokens.revoke('boss', true)).rejects.toMatchObject({ code: 'CONFLICT' })
    await tokens.revoke('boss', false)
    expect(tokens.list().map(({ name }) => name)).toEqual(['old'])
  })

  it('are found by their secret only, and not by that of before', async () => {
    const tokens = tokensOf()
    const { secret } = await tokens.create({ name: 'eu', role: 'consumer', max_consumers: 5 }, maker)
    expect(tokens.grantOf(secret, null)).toEqual({
      role: 'consumer',
      token: 'eu',
      isAdmin: false,
      pattern: '*',
      maxConsumers: 5,
    })
    const rotated = await tokens.rotate('eu')
    for (const wrong of [secret, `${rotated.secret}x`, rotated.secret.slice(4), rotated.token.digest, '', 'eu']) {
      expect(tokens.grantOf(wrong, null)).toBeNull()
    }
    expect(tokens.grantOf(rotated.secret, null)?.token).toBe('eu')
  })
})
