import { afterEach, describe, expect, it, vi } from 'vitest'
import { fleetStore } from '../stores/fleet.ts'
import { currentAdmission, followAdmission, signIn } from './admission.ts'

/** A browser whose monitor says this to every question. */
function browser(kept: string | null, status: number | 'dead', headers: Readonly<Record<string, string>> = {}) {
  const items = new Map(kept === null ? [] : [['batchdeck.token', kept]])
  const asked: (string | undefined)[] = []
  const reload = vi.fn<() => void>()
  return {
    items,
    asked,
    reload,
    storage: {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    },
    fetch(_url: string, { headers: sent }: RequestInit) {
      asked.push((sent as Record<string, string> | undefined)?.['Authorization'])
      return status === 'dead'
        ? Promise.reject(new TypeError('nobody there'))
        : Promise.resolve({ status, headers: new Headers(headers) })
    },
  }
}

describe('[SEC-1] a page and its token', () => {
  let end = () => {}
  afterEach(() => {
    fleetStore.setState({ connection: 'live' })
    end()
    fleetStore.setState({ connection: 'connecting' })
  })

  /** What the page knows once a connection was lost. */
  async function afterLoss(env: ReturnType<typeof browser>) {
    end = followAdmission(env)
    fleetStore.setState({ connection: 'lost' })
    await vi.waitFor(() => expect(env.asked).toHaveLength(1))
    await Promise.resolve()
    return currentAdmission()
  }

  it.each([
    [null, 401, { state: 'missing' }],
    ['old', 401, { state: 'unknown' }],
    ['of consumers', 403, { state: 'consumer' }],
    ['good', 200, { state: 'open' }],
    ['good', 503, { state: 'open' }],
    ['good', 'dead', { state: 'open' }],
  ] as const)('asks why it was not let in with %s, and hears %s', async (token, status, expected) => {
    const env = browser(token, status)
    expect(await afterLoss(env)).toEqual(expected)
    expect(env.asked).toEqual([token === null ? undefined : `Bearer ${token}`])
  })

  it('says for how long no other may be tried', async () => {
    expect(await afterLoss(browser('x', 429, { 'Retry-After': '17' }))).toEqual({ state: 'throttled', seconds: 17 })
  })

  it('asks for none any more once it is let in, and does not take back what came late', async () => {
    const env = browser(null, 401)
    expect(await afterLoss(env)).toEqual({ state: 'missing' })
    fleetStore.setState({ connection: 'live' })
    expect(currentAdmission()).toEqual({ state: 'open' })
    fleetStore.setState({ connection: 'lost' })
    fleetStore.setState({ connection: 'live' })
    await vi.waitFor(() => expect(env.asked).toHaveLength(2))
    await Promise.resolve()
    expect(currentAdmission()).toEqual({ state: 'open' })
  })

  it('keeps a token that is good and begins anew with it', async () => {
    const env = browser('old', 200)
    expect(await signIn('new', env)).toEqual({ state: 'open' })
    expect(env.asked).toEqual(['Bearer new'])
    expect(env.items.get('batchdeck.token')).toBe('new')
    expect(env.reload).toHaveBeenCalledOnce()
  })

  it.each([401, 403, 429, 500, 'dead'] as const)('keeps none that was answered with %s', async (status) => {
    const env = browser('old', status)
    expect((await signIn('new', env)).state).not.toBe('open')
    expect(env.items.get('batchdeck.token')).toBe('old')
    expect(env.reload).not.toHaveBeenCalled()
  })
})
