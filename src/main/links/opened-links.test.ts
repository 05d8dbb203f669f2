import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { FleetData } from '../../console/fleet-data.ts'
import { type AppStore, changeSettings, createAppStore } from '../app/app-state.ts'
import { OpenedLinks } from './opened-links.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-links-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let store: AppStore
let links: OpenedLinks
let shown: (string | null)[]
let starts = 0

beforeEach(() => {
  store = createAppStore(join(folder, `${starts++}.json`), 'en')
  shown = []
  links = new OpenedLinks({
    store,
    own: ['http://127.0.0.1:8080', 'https://own.example'],
    show: (url) => {
      shown.push(url)
      changeSettings(store, { attached: url })
    },
  })
})

const open = (query: string) => {
  links.open(`batchdeck://open/consumers?${query}`)
  return store.getState().link
}
const at = (url: string) => `open=c-1&monitor=${encodeURIComponent(url)}`
const deck = {
  id: 'https://deck.example',
  name: null,
  url: 'https://deck.example',
  ssh: null,
  watch: true,
  has_token: false,
}
const place = { screen: 'consumers', params: { open: 'c-1' } }

describe('[DT-17] a link that was opened', () => {
  it('is of this computer, of one that is known, or of none', () => {
    expect(open('open=c-1')).toEqual({ id: 1, way: 'here', monitor: null, place })
    expect(open(at('http://127.0.0.1:8080/'))).toMatchObject({ way: 'here', monitor: null })
    expect(open(at('https://OWN.example/index.html'))).toMatchObject({ way: 'here', monitor: null })
    expect(open(at('https://deck.example'))).toMatchObject({ way: 'unknown', monitor: 'https://deck.example' })
    store.setState({ known: [deck] })
    expect(store.getState().link).toMatchObject({ id: 4, way: 'known' })
    changeSettings(store, { attached: 'https://deck.example' })
    expect(store.getState().link).toMatchObject({ id: 4, way: 'here' })
    // Now the own one is elsewhere.
    expect(open('open=c-1')).toMatchObject({ way: 'known', monitor: null })
  })

  it('is of the one that is shown where that says it is reached by the address', () => {
    changeSettings(store, { attached: 'http://127.0.0.1:9000' })
    expect(open(at('https://deck.example'))).toMatchObject({ way: 'unknown' })
    store.setState({ fleet: { server: { public_url: 'https://deck.example/' } } as unknown as FleetData })
    expect(store.getState().link).toMatchObject({ way: 'here' })
  })

  it('[DT-20] is of one that is known through an SSH host, unless that address is known without', () => {
    const behind = { ...deck, id: 'ssh://ops@lab/https://deck.example', ssh: 'ops@lab' }
    const near = { ...deck, id: 'ssh://ops@lab/http://127.0.0.1:9000', url: 'http://127.0.0.1:9000', ssh: 'ops@lab' }
    store.setState({ known: [behind, near] })
    expect(open(at('https://deck.example'))).toMatchObject({ way: 'known', monitor: 'https://deck.example' })
    links.follow(1)
    expect(shown).toEqual([behind.id])
    expect(store.getState().link).toMatchObject({ id: 1, way: 'here' })
    expect(open(at('https://deck.example.evil'))).toMatchObject({ way: 'unknown' })
    expect(open(at(near.url))).toMatchObject({ way: 'known' })
    // The own one is there, too.
    store.setState({ known: [behind, { ...near, url: 'http://127.0.0.1:8080' }] })
    expect(open(at('http://127.0.0.1:8080'))).toMatchObject({ way: 'known', monitor: null })
    store.setState({ known: [behind, deck] })
    expect(open(at('https://deck.example'))).toMatchObject({ way: 'known' })
  })

  it('goes to another monitor only when the page says so, and only to one that is known', () => {
    store.setState({ known: [deck] })
    open(at('https://deck.example'))
    expect(shown).toEqual([])
    links.follow(99)
    expect(shown).toEqual([])
    links.follow(1)
    expect(shown).toEqual(['https://deck.example'])
    expect(store.getState().link).toMatchObject({ id: 1, way: 'here' })
    open(at('https://stranger.example'))
    links.follow(2)
    expect(shown).toEqual(['https://deck.example'])
  })

  it('waits until the page has shown it; the last one wins', () => {
    open('open=c-1')
    open('open=c-2')
    links.done(1)
    expect(store.getState().link).toMatchObject({ id: 2, place: { params: { open: 'c-2' } } })
    links.done(2)
    expect(store.getState().link).toBeNull()
  })

  it('is forgotten when somebody has chosen another monitor than it names', () => {
    open(at('https://stranger.example'))
    changeSettings(store, { attached: 'https://deck.example' })
    links.chosen()
    expect(store.getState().link).toBeNull()
    open(at('https://deck.example'))
    links.chosen()
    expect(store.getState().link).toMatchObject({ way: 'here' })
  })

  it('that cannot be read is said to be, and nothing else', () => {
    links.open('batchdeck://x" --inspect')
    expect(store.getState().link).toEqual({ id: 1, way: 'unreadable' })
    links.follow(1)
    expect(shown).toEqual([])
    changeSettings(store, { attached: 'https://deck.example' })
    expect(store.getState().link).toEqual({ id: 1, way: 'unreadable' })
  })
})
