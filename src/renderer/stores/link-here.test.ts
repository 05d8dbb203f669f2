import { expect, it, vi } from 'vitest'

vi.stubGlobal('location', { hash: '' })
const { linkTo } = await import('./link-here.ts')

const place = { screen: 'consumers', params: { open: 'c-1' } } as const
const app = 'batchdeck://open/consumers?open=c-1'
const on = (url: string) => `${app}&monitor=${encodeURIComponent(url)}`
const web = (root: string) => `${root}/#/consumers?open=c-1`
const loopback = { url: 'http://127.0.0.1:8080', public_url: null }

it('[DT-17] the link to the own monitor names none where only this computer reaches it, and says so', () => {
  const from = { attached: null }
  expect(linkTo({ place, server: loopback, from })).toEqual({ app, web: null, isLocal: true })
  expect(linkTo({ place, server: null, from })).toEqual({ app, web: null, isLocal: true })
  const everywhere = { url: 'http://0.0.0.0:8080', public_url: null }
  expect(linkTo({ place, server: everywhere, from })).toEqual({ app, web: null, isLocal: true })
})

it('[DT-17] the link names the address that others reach', () => {
  const deck = 'https://deck.example/base'
  const found = { app: on(deck), web: web(deck), isLocal: false }
  expect(linkTo({ place, server: { ...loopback, public_url: `${deck}/` }, from: { attached: null } })).toEqual(found)
  // Through a tunnel, too.
  const tunnel = { attached: 'http://127.0.0.1:9000' }
  expect(linkTo({ place, server: { ...loopback, public_url: deck }, from: tunnel })).toEqual(found)
  const lan = 'http://10.0.0.7:8080'
  expect(linkTo({ place, server: { url: lan, public_url: null }, from: { attached: null } })).toEqual({
    app: on(lan),
    web: web(lan),
    isLocal: false,
  })
})

it('[DT-17] the link to another monitor names it as it was reached', () => {
  const deck = 'https://deck.example'
  expect(linkTo({ place, server: loopback, from: { attached: deck } })).toEqual({
    app: on(deck),
    web: web(deck),
    isLocal: false,
  })
  const tunnel = 'http://127.0.0.1:9000'
  expect(linkTo({ place, server: loopback, from: { attached: tunnel } })).toEqual({
    app: on(tunnel),
    web: null,
    isLocal: true,
  })
})

it('[DT-17] the link from a browser names where its page came from', () => {
  const page = 'https://deck.example/base/index.html'
  expect(linkTo({ place, server: loopback, from: { page } })).toEqual({
    app: on('https://deck.example/base'),
    web: `${page}#/consumers?open=c-1`,
    isLocal: false,
  })
})

it('[DT-17] a link into the app leaves out what begins an action', () => {
  const importing = { screen: 'targets', params: { import: 'replace', q: 'a' } } as const
  expect(linkTo({ place: importing, server: loopback, from: { attached: null } }).app).toBe(
    'batchdeck://open/targets?q=a',
  )
})
