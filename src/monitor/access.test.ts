import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { byDefault, givenBy, type GivenSettings, resolveSettings } from '../settings/settings.ts'
import { createAccess } from './access.ts'

function accessWith(given: GivenSettings) {
  return createAccess(resolveSettings(givenBy(byDefault, given)))
}

function requestWith(url: string, authorization?: string): IncomingMessage {
  return { url, headers: { ...(authorization !== undefined && { authorization }) } } as IncomingMessage
}

describe('[SEC-1] tokens', () => {
  it('say the role; without any configured everybody is an operator, with one nobody without', () => {
    expect(accessWith({}).roleOf(undefined)).toBe('operator')
    const access = accessWith({ 'server.token': 'op', 'server.consumer-token': 'fleet', 'server.viewer-token': 'eye' })
    expect(['op', 'fleet', 'eye', 'Op', '', undefined].map((token) => access.roleOf(token))).toEqual([
      'operator',
      'consumer',
      'viewer',
      null,
      null,
      null,
    ])
    expect(accessWith({ 'server.viewer-token': 'eye' }).roleOf(undefined)).toBe(null)
  })

  it('that are the same for two roles are those of the operator, or else of the consumer', () => {
    const roleOf = (given: GivenSettings) => accessWith(given).roleOf('same')
    expect(roleOf({ 'server.token': 'same', 'server.viewer-token': 'same' })).toBe('operator')
    expect(roleOf({ 'server.token': 'same', 'server.consumer-token': 'same' })).toBe('operator')
    expect(roleOf({ 'server.token': 'other', 'server.consumer-token': 'same', 'server.viewer-token': 'same' })).toBe(
      'consumer',
    )
  })

  it('count in an address for a handshake only', () => {
    const access = accessWith({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    const request = requestWith('/api/tasks?token=op')
    expect([access.role(request), access.handshakeRole(request)]).toEqual([null, 'operator'])
    const both = requestWith('/websocket/console?token=op', 'bearer eye')
    expect([access.role(both), access.handshakeRole(both)]).toEqual(['viewer', 'viewer'])
  })
})
