import { expect, it } from 'vitest'
import { reachedAt } from './reached-at.ts'

const server = { url: 'http://0.0.0.0:8080', consumer_url: 'ws://0.0.0.0:8080/websocket/monitor' }

it('[ED-2] the monitor is where the page came from, whatever it listens on', () => {
  expect(reachedAt(server, { protocol: 'https:', host: 'deck.example', pathname: '/batchdeck/' })).toEqual({
    url: 'https://deck.example/batchdeck/',
    consumerUrl: 'wss://deck.example/batchdeck/websocket/monitor',
  })
  expect(reachedAt(server, { protocol: 'http:', host: '10.0.0.7:8080', pathname: '/index.html' })).toEqual({
    url: 'http://10.0.0.7:8080/',
    consumerUrl: 'ws://10.0.0.7:8080/websocket/monitor',
  })
})

it('in the desktop app it is where it says it is', () => {
  expect(reachedAt(server, null)).toEqual({
    url: 'http://0.0.0.0:8080/',
    consumerUrl: 'ws://0.0.0.0:8080/websocket/monitor',
  })
})
