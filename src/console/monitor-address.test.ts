import { expect, it } from 'vitest'
import { parseMonitorAddress, sharedAddress } from './monitor-address.ts'

it.each([
  ['https://deck.example:8443', 'https://deck.example:8443'],
  [' http://127.0.0.1:8080/#/consumers?q=c4 ', 'http://127.0.0.1:8080'],
  ['wss://Deck.Example/websocket/console', 'https://deck.example'],
  ['ws://10.0.0.7:9000/', 'http://10.0.0.7:9000'],
  ['deck:8080', 'http://deck:8080'],
  ['https://deck.example/batchdeck/#/slots', 'https://deck.example/batchdeck'],
  ['wss://deck.example/batchdeck/websocket/console?token=x', 'https://deck.example/batchdeck'],
  ['deck:8080/a/b/index.html', 'http://deck:8080/a/b'],
  ['deck', 'http://deck'],
  ['https://deck:443/', 'https://deck'],
  ['[::1]:8080', 'http://[::1]:8080'],
])('reads %s', (text, url) => {
  expect(parseMonitorAddress(text)?.url).toBe(url)
})

it.each([
  '',
  'http://',
  'ftp://deck',
  'file:///etc/passwd',
  'https://me:secret@deck',
  'deck:0',
  'deck:70000',
  'two words',
  'deck:8080:1',
])('[SEC-3] takes no other address: %j', (text) => {
  expect(parseMonitorAddress(text)).toBeNull()
})

it('takes the token out of a link, and knows what crosses a network in the clear', () => {
  expect(parseMonitorAddress('http://deck:8080/?x=1&token=a%26b#/slots')).toEqual({
    url: 'http://deck:8080',
    isSecure: false,
    host: 'deck',
    isLoopback: false,
    token: 'a&b',
  })
  expect(parseMonitorAddress('http://127.0.0.1:1')).toMatchObject({ isLoopback: true, token: null })
  expect(parseMonitorAddress('https://127.evil.example')).toMatchObject({ isLoopback: false, isSecure: true })
})

it.each([
  ['http://127.0.0.1:8080', 'https://deck.example/base/', 'https://deck.example/base'],
  ['http://127.0.0.1:8080', null, null],
  ['http://localhost:8080', undefined, null],
  ['http://[::1]:8080', null, null],
  ['http://0.0.0.0:8080', null, null],
  ['http://[::]:8080', null, null],
  ['https://10.0.0.7:8443', null, 'https://10.0.0.7:8443'],
])('[DT-17] of %s with the public address %s, others are given %s', (url, publicUrl, shared) => {
  expect(sharedAddress({ url, ...(publicUrl !== undefined && { public_url: publicUrl }) })).toBe(shared)
})
