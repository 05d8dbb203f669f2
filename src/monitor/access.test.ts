import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { byDefault, givenBy, type GivenSettings, resolveSettings, type Settings } from '../settings/settings.ts'
import { createAccess } from './access.ts'

function accessWith(given: GivenSettings) {
  return createAccess(resolveSettings(givenBy(byDefault, given)))
}

function requestWith(url: string, authorization?: string): IncomingMessage {
  return { url, headers: { ...(authorization !== undefined && { authorization }) } } as IncomingMessage
}

describe('[SEC-1] tokens', () => {
  it('say the role; without any configured everybody is an operator, with one nobody without', () => {
    expect(accessWith({}).grantOf(undefined, null)?.role).toBe('operator')
    const access = accessWith({ 'server.token': 'op', 'server.consumer-token': 'fleet', 'server.viewer-token': 'eye' })
    const roles = ['op', 'fleet', 'eye', 'Op', '', undefined].map((token) => access.grantOf(token, null)?.role ?? null)
    expect(roles).toEqual(['operator', 'consumer', 'viewer', null, null, null])
    expect(accessWith({ 'server.viewer-token': 'eye' }).grantOf(undefined, null)).toBe(null)
  })

  it('of the settings have the name of their setting, and the operator counts as an admin', () => {
    const access = accessWith({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    expect(access.grantOf('op', null)).toEqual({
      role: 'operator',
      token: 'server.token',
      isAdmin: true,
      pattern: null,
      maxConsumers: null,
    })
    expect(access.grantOf('eye', null)).toMatchObject({ token: 'server.viewer-token', isAdmin: false })
    expect(access.settings).toEqual(['server.token', 'server.viewer-token'])
    expect([access.isOpen, accessWith({}).isOpen]).toEqual([false, true])
    expect(accessWith({}).grantOf(undefined, null)).toMatchObject({ token: null, isAdmin: true })
  })

  it('that are the same for two roles are those of the operator, or else of the consumer', () => {
    // Such settings are refused (SEC-5); were they not, whoever has the token would be taken for one of them only.
    const roleOf = (given: Partial<Settings>) =>
      createAccess({ ...resolveSettings([]), ...given }).grantOf('same', null)?.role
    expect(roleOf({ 'server.token': 'same', 'server.viewer-token': 'same' })).toBe('operator')
    expect(roleOf({ 'server.token': 'same', 'server.consumer-token': 'same' })).toBe('operator')
    expect(roleOf({ 'server.token': 'other', 'server.consumer-token': 'same', 'server.viewer-token': 'same' })).toBe(
      'consumer',
    )
  })

  it('count in an address for a handshake only', () => {
    const access = accessWith({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    const rolesOf = (request: IncomingMessage) =>
      [access.grant(request, null), access.handshakeGrant(request, null)].map((grant) => grant?.role ?? null)
    expect(rolesOf(requestWith('/api/tasks?token=op'))).toEqual([null, 'operator'])
    expect(rolesOf(requestWith('/websocket/console?token=op', 'bearer eye'))).toEqual(['viewer', 'viewer'])
    // As many spaces as one likes: RFC 9110, 11.4.
    expect(rolesOf(requestWith('/api/tasks', 'Bearer  eye'))).toEqual(['viewer', 'viewer'])
  })
})
