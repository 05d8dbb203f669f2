import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { ServerProcess } from './server-process.ts'
import type { EventResource } from '../../src/contract/events.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-answer-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Long enough a list that whatever goes to disk has to wait for its plan. */
const longList = Array.from({ length: 150_000 }, (_, i) => `target-${i}`).join('\n')
const wait = { timeout: 15_000 }

/** A request, and where its effect is seen: what is there once it was done. */
interface Act {
  readonly request: readonly [method: string, path: string, body?: unknown]
  readonly seen: readonly [path: string, answer: object]
}

const drainOf = (id: string): Act => ({
  request: ['POST', `/api/consumers/${id}/drain`],
  seen: [`/api/consumers/${id}`, { drained_at: expect.any(Number) as unknown }],
})
const undrainOf = (id: string): Act => ({
  request: ['DELETE', `/api/consumers/${id}/drain`],
  seen: [`/api/consumers/${id}`, { drained_at: null }],
})
const dismissalOf = (id: string): Act => ({
  request: ['DELETE', `/api/consumers/${id}`],
  seen: [`/api/consumers/${id}`, { code: 'UNKNOWN_CONSUMER' }],
})
const rounds: readonly (readonly Act[])[] = [
  [
    drainOf('c1'),
    drainOf('c2'),
    { request: ['POST', '/api/tasks', { task_id: 3, name: 'New' }], seen: ['/api/tasks/3', { name: 'New' }] },
  ],
  [
    undrainOf('c1'),
    dismissalOf('c2'),
    { request: ['PATCH', '/api/tasks/3', { name: 'Newer' }], seen: ['/api/tasks/3', { name: 'Newer' }] },
  ],
  [
    {
      request: ['POST', '/api/tasks/2/reload', { consumers: ['c1'] }],
      seen: [
        '/api/tasks/2/epochs/1',
        {
          rollout: expect.arrayContaining([
            expect.objectContaining({ consumer_id: 'c1', state: 'waiting' }),
          ]) as unknown,
        },
      ],
    },
    drainOf('c3'),
    { request: ['DELETE', '/api/tasks/3'], seen: ['/api/tasks/3', { code: 'UNKNOWN_TASK' }] },
  ],
]

it('[EP-11] [EV-7] what an operator was told is done is there, and written down, after a kill right behind the answer', async () => {
  const args = ['--port', '0', '--data-dir', folder, '--set', 'monitor.liveness.grace=1s']
  let server = await ServerProcess.start(args)
  const ask = async (method: string, path: string, body?: unknown) => {
    const type = typeof body === 'string' ? 'text/plain' : 'application/json'
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    return await fetch(server.url + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': type },
      ...init,
    })
  }
  const get = async (path: string) => (await (await ask('GET', path)).json()) as { state?: string }
  try {
    const consumerUrl = `${server.url.replace('http', 'ws')}/websocket/monitor`
    for (const task_id of [1, 2])
      await ask('POST', '/api/tasks', { task_id, name: `Task ${task_id}`, auto_sync: false })
    for (const id of ['c1', 'c2', 'c3']) {
      await using consumer = await TestConsumer.register(consumerUrl, id)
      expect(consumer.id).toBe(id)
    }
    await ask('PUT', '/api/tasks/2/targets', 'a\nb\nc')
    for (const id of ['c1', 'c2', 'c3']) {
      await using consumer = await TestConsumer.register(consumerUrl, id)
      consumer.send({
        type: 'heartbeat',
        consumer_id: id,
        batches: [],
        timestamp: 1,
        epochs: [{ task_id: 2, epoch: 1 }],
      })
      await consumer.next('pong')
    }
    for (const acts of rounds) {
      for (const id of ['c1', 'c3'])
        await expect.poll(async () => (await get(`/api/consumers/${id}`)).state, wait).toBe('lost')
      const victim = server
      // What comes behind it is on disk later: an answer that does not wait for that comes at once.
      void ask('PUT', '/api/tasks/1/targets', longList).catch(() => {})
      await pause(150)
      const answered: { readonly act: Act; readonly id: string }[] = []
      const asked = acts.map(async (act) => {
        const { status, headers } = await ask(...act.request)
        expect(status).toBeLessThan(300)
        answered.push({ act, id: headers.get('x-request-id') ?? '' })
      })
      await Promise.race(asked)
      await victim.end('SIGKILL')
      await Promise.allSettled(asked)
      server = await ServerProcess.start(args)
      expect(answered.length).toBeGreaterThan(0)
      for (const { act } of answered) {
        const [path, answer] = act.seen
        expect(await get(path)).toMatchObject(answer)
      }
      const { events } = (await (await ask('GET', '/api/events?type=operator')).json()) as { events: EventResource[] }
      const acted = events.flatMap(({ data }) => ('request_id' in data ? data.request_id : []))
      expect(answered.map(({ id }) => id).filter((id) => !acted.includes(id))).toEqual([])
      // Those whose answer did not come are done now, for the next round.
      for (const act of acts) if (!answered.some((one) => one.act === act)) await ask(...act.request)
    }
  } finally {
    await server.end('SIGKILL')
  }
})
