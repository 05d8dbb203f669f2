import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { metricsRoute } from '../../src/monitor/http/metrics-route.ts'
import type { Route } from '../../src/monitor/http/route.ts'
import { apiRoutes } from '../../src/monitor/http/routes.ts'
import { namedProcedures, procedures } from '../../src/monitor/procedures/registry.ts'
import { operationsOf } from './api-contract.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'

const routes = [...apiRoutes(1), metricsRoute]
/** That of the operator is a named one: the operator of the settings counts as an admin. */
const tokens = { consumer: 'fleet', viewer: 'eye', operator: '', admin: 'op' }
type Role = keyof typeof tokens
const roles = Object.keys(tokens) as Role[]
const mayNot = (role: Role, needed: Role) => roles.indexOf(role) < roles.indexOf(needed)

const runGuarded = () =>
  runMonitor({
    'server.token': tokens.admin,
    'server.consumer-token': tokens.consumer,
    'server.viewer-token': tokens.viewer,
  })

/** Operations that say nothing of the fleet, so that nobody needs to be allowed them. */
const publicOperations = ['getHealth', 'getReadiness', 'listProblems']

describe('procedures', () => {
  let running: RunningMonitor
  beforeAll(async () => {
    running = await runGuarded()
    tokens.operator = (await running.monitor.api.call('tokens.create', { name: 'op', role: 'operator' })).secret
  })
  afterAll(() => running[Symbol.asyncDispose]())

  it('[HT-3] every operation of the API is bound to one, but for those that are public', async () => {
    const operations = Array.from(operationsOf(await running.apiDocument()), ({ method, path, operation }) => ({
      place: `${method} ${path}`,
      ...operation,
    }))
    const places = routes.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    const unbound = operations.filter(({ place }) => !places.includes(place))
    expect(unbound.map(({ operationId }) => operationId)).toEqual(publicOperations)
    for (const { security } of unbound) expect(security).toEqual([])
    expect(places.filter((place) => !operations.some((operation) => operation.place === place))).toEqual([])
  })

  it('can all be reached: from consoles, over HTTP, or both', () => {
    const bound = new Set(routes.flatMap(({ does, tries }) => [does, ...(tries ? [tries] : [])]))
    expect([...bound].filter((each) => !procedures.includes(each))).toEqual([])
    expect(procedures.filter((each) => !bound.has(each) && !namedProcedures.has(each.name))).toEqual([])
    // What only tries something out is never bound as what is done, and the other way round.
    for (const { does, tries } of routes) if (tries) expect([does.role, tries.role]).toEqual(['operator', 'viewer'])
  })

  it('[SEC-1] over HTTP none does anything for a lower role than its own', async () => {
    const { url } = running.monitor.address
    const status = async ({ method, url: template }: Route, role: Role, query = '') => {
      const path = template.replaceAll(/:\w+/g, '9')
      const headers = { authorization: `Bearer ${tokens[role]}` }
      return (await fetch(url + path + query, { method, headers })).status
    }
    for (const route of routes) {
      for (const role of roles) {
        const asked = [route.url, role]
        const isForbidden = (await status(route, role)) === 403
        expect([...asked, isForbidden]).toEqual([...asked, mayNot(role, route.does.role)])
        const cannotTry = (await status(route, role, '?dry_run=true')) === 403
        expect([...asked, cannotTry]).toEqual([...asked, mayNot(role, (route.tries ?? route.does).role)])
      }
    }
  })

  it('[SEC-1] from a console none does anything for a lower role than its own', async () => {
    const { url } = running.monitor.address
    await using viewer = await TestConsole.open(url, tokens.viewer)
    for (const [name, { role }] of namedProcedures) {
      const { ok, problem } = await viewer.call(name, {})
      expect([name, !ok && problem?.code === 'FORBIDDEN']).toEqual([name, mayNot('viewer', role)])
    }
    // A consumer has no console at all.
    const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/console?token=${tokens.consumer}`)
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(response.statusCode).toBe(401)
  })

  it('[SEC-1] [EV-4] who is refused has done nothing, and is counted', async () => {
    await using guarded = await runGuarded()
    const { api, address } = guarded.monitor
    await using viewer = await TestConsole.open(address.url, tokens.viewer)
    await viewer.call('task.create', { task_id: 8, name: 'Not by a viewer' })
    await viewer.call('demo.stop', {})
    const refused = async () => (await api.call('events.query', { types: ['error'] })).events.map(({ data }) => data)
    await expect
      .poll(refused, { timeout: 10_000 })
      .toEqual([
        { code: 'FORBIDDEN', message: 'task.create', token: 'server.viewer-token', remote: '127.0.0.1', count: 2 },
      ])
    await expect(api.call('task.delete', { task_id: 8 })).rejects.toMatchObject({ code: 'UNKNOWN_TASK' })
    const { events } = await api.call('events.query', { types: ['operator'] })
    expect(events.map(({ data }) => 'action' in data && data.action)).toEqual(['task.delete'])
  })
})
