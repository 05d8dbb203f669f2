import { expect, it } from 'vitest'
import type { RegisterFrame } from '../../contract/consumer-frames.ts'
import { type Grant, ownGrant } from '../tokens/grant.ts'
import { Introductions } from './introductions.ts'

const byToken = (token: string, pattern: string | null, role: Grant['role'] = 'consumer'): Grant => ({
  role,
  token,
  isAdmin: false,
  pattern,
  maxConsumers: null,
})
const grants: Record<string, Grant> = { 'of-eu': byToken('eu', 'eu-*'), look: byToken('look', null, 'viewer') }
const introductions = new Introductions({ grantOf: (token) => (token === undefined ? null : (grants[token] ?? null)) })
const frame = (consumer_id: string, token?: string) =>
  ({ type: 'register', consumer_id, ...(token !== undefined && { token }) }) as RegisterFrame

function registered(grant: Grant | null, consumer: string, token?: string): Grant | null {
  const connection = { remote: '127.0.0.1', grant }
  introductions.register(connection, frame(consumer, token))
  return connection.grant
}

it('[SEC-4] the token of the handshake counts before that of the frame', () => {
  expect(registered(grants['of-eu']!, 'eu-1')).toBe(grants['of-eu'])
  expect(registered(grants['of-eu']!, 'eu-1', 'nonsense')).toBe(grants['of-eu'])
  expect(() => registered(grants['of-eu']!, 'us-1', 'nonsense')).toThrow('us-1')
})

it('[SEC-4] where none is needed, who brings one is whom it speaks for', () => {
  expect(registered(ownGrant, 'us-1')).toBe(ownGrant)
  expect(registered(ownGrant, 'eu-1', 'of-eu')).toBe(grants['of-eu'])
  expect(() => registered(ownGrant, 'us-1', 'of-eu')).toThrow('us-1')
})

it('[SEC-1] a viewer and whoever has no token register as nobody', () => {
  for (const [grant, token] of [[null], [null, 'look'], [grants['look']!], [null, 'nonsense']] as const) {
    expect(() => registered(grant, 'eu-1', token)).toThrow('token')
    const admit = () => introductions.admit({ remote: '127.0.0.1', grant }, 'register', token)
    expect(admit).toThrow('token')
  }
  expect(registered(null, 'eu-1', 'of-eu')).toBe(grants['of-eu'])
})
