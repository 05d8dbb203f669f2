import { describe, expect, it } from 'vitest'
import { consoleSocketUrl } from './websocket.ts'

describe('consoleSocketUrl', () => {
  const page = { protocol: 'http:', host: '127.0.0.1:8080', pathname: '/', search: '', hash: '' }

  function browser(kept: string | null = null) {
    const items = new Map(kept === null ? [] : [['batchdeck.token', kept]])
    const addresses: unknown[] = []
    return {
      items,
      addresses,
      storage: {
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, value: string) => void items.set(key, value),
      },
      history: {
        replaceState: (_data: unknown, _title: string, url?: string | URL | null) => void addresses.push(url),
      },
    }
  }

  it('is on the host of the page, encrypted where the page is', () => {
    const { storage, history, addresses } = browser()
    expect(consoleSocketUrl(page, storage, history)).toBe('ws://127.0.0.1:8080/websocket/console')
    const secure = { ...page, protocol: 'https:', host: 'deck.example' }
    expect(consoleSocketUrl(secure, storage, history)).toBe('wss://deck.example/websocket/console')
    expect(addresses).toEqual([])
  })

  it('[ED-2] is below the path of the page', () => {
    const { storage, history, addresses } = browser()
    const below = (pathname: string) => consoleSocketUrl({ ...page, pathname }, storage, history)
    expect(below('/batchdeck/')).toBe('ws://127.0.0.1:8080/batchdeck/websocket/console')
    expect(below('/a/b/index.html')).toBe('ws://127.0.0.1:8080/a/b/websocket/console')
    expect(addresses).toEqual([])
  })

  it('keeps a given token and takes it out of the address, so that a shared link holds none', () => {
    const { storage, history, items, addresses } = browser('old')
    const url = consoleSocketUrl(
      { ...page, search: '?token=a%26b%3D1', hash: '#/batches?status=error' },
      storage,
      history,
    )
    expect(url).toBe('ws://127.0.0.1:8080/websocket/console?token=a%26b%3D1')
    expect(items.get('batchdeck.token')).toBe('a&b=1')
    expect(addresses).toEqual(['/#/batches?status=error'])
  })

  it('uses the kept token after a reload', () => {
    const { storage, history, addresses } = browser('s€cret')
    expect(consoleSocketUrl(page, storage, history)).toBe('ws://127.0.0.1:8080/websocket/console?token=s%E2%82%ACcret')
    expect(addresses).toEqual([])
  })
})
