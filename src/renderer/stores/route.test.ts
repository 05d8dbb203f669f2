import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const place = { hash: '#/targets?task=2&q=0xa' }
const history = {
  replaceState: vi.fn<(state: unknown, title: string, hash: string) => void>((_state, _title, hash) => {
    place.hash = hash
  }),
}

beforeEach(() => {
  place.hash = '#/targets?task=2&q=0xa'
  vi.stubGlobal('location', place)
  vi.stubGlobal('history', history)
})
afterEach(() => vi.unstubAllGlobals())

describe('the address', () => {
  it('[UI-8] changes with the filters of the screen that is shown', async () => {
    const { followHash, pushParams, setParams, useRoute } = await import('./route.ts')
    followHash()
    setParams({ q: '', status: 'error' })
    expect(place.hash).toBe('#/targets?task=2&status=error')
    expect(useRoute.getState()).toMatchObject({ screen: 'targets', params: { task: '2', status: 'error' } })
    pushParams({ open: 'a' })
    expect(place.hash).toBe('#/targets?task=2&status=error&open=a')
  })

  it('[UI-8] of the documentation has its page in the path, as people would write it', async () => {
    const { formatHash, parseHash } = await import('./route.ts')
    const params = { page: 'from spring/vue', at: 'slack', task: '2' }
    const hash = formatHash('help', params)
    expect(hash).toBe('#/help/from%20spring%2Fvue?at=slack&task=2')
    expect(parseHash(hash)).toEqual({ screen: 'help', params })
    expect(parseHash('#/help/100%')).toEqual({ screen: 'help', params: { page: '100%' } })
    expect(formatHash('help', {})).toBe('#/help')
    expect(formatHash('events', { page: '2' })).toBe('#/events?page=2')
  })

  it('[UI-8] is not taken back by a screen that the operator has just left', async () => {
    const { followHash, pushParams, setParams } = await import('./route.ts')
    followHash()
    // Back, or a link: the screen hears of it in a moment.
    place.hash = '#/overview'
    setParams({ import: '' })
    pushParams({ open: 'a' })
    expect(place.hash).toBe('#/overview')
  })

  it('[UI-8] keeps what another step has just opened', async () => {
    const { followHash, setParams } = await import('./route.ts')
    followHash()
    place.hash = '#/targets?task=2&open=a'
    setParams({ q: 'b' })
    expect(place.hash).toBe('#/targets?task=2&open=a&q=b')
  })
})
