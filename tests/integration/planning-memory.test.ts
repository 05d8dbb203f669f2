import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

/** What the planning thread may have, in MiB: enough for some thousand targets, and not for a million. */
const MEMORY_MIB = 64

it('[PL-11] a list for which there is no memory ends its thread alone: that is said, and all goes on', async () => {
  await using running = await runMonitor({ 'monitor.limits.planning-memory': `${MEMORY_MIB}MiB` })
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
  await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
  await consumer.next('batch_reload')
  await using console = await TestConsole.open(running.monitor.address.url)

  const waiting = put(running, namesOf(3))
  const refused = await put(running, namesOf(2_000_000))
  expect(refused).toMatchObject({
    status: 503,
    body: {
      code: 'STORAGE_FAILED',
      detail: expect.stringMatching(/needed more than 64 MiB and is started again; what was published stays/) as string,
    },
  })
  // How long it takes until the thread is there again is not known, but not that short.
  const unready = await fetch(`${running.monitor.address.url}/readyz`)
  expect(unready.status).toBe(503)
  expect(await unready.json()).toMatchObject({ code: 'STORAGE_FAILED', detail: refused.body['detail'] })
  expect((await waiting).status).toBeLessThan(504)
  expect(running.logged).toContainEqual(expect.stringContaining('needed more than 64 MiB'))

  // Whoever is connected stays so, and is answered.
  consumer.send({ type: 'ping', timestamp: 7 })
  expect(await consumer.next('pong')).toMatchObject({ timestamp: 7 })
  await console.until(
    (frame) => frame.type === 'changes' && !!frame.changes.alerts?.some(({ kind }) => kind === 'storage'),
  )
  await expect
    .poll(async () => (await fetch(`${running.monitor.address.url}/readyz`)).status, { timeout: 10_000 })
    .toBe(200)
  await expect.poll(() => console.data?.alerts.map(({ kind }) => kind), { timeout: 10_000 }).not.toContain('storage')
  const before = (await running.get('/api/tasks/1')) as { epoch: number }
  const again = await put(running, 'a\nb\nc\nd\n')
  expect(again).toMatchObject({ status: 200, body: { published: true, epoch: before.epoch + 1 } })
  expect(await running.get('/api/tasks/1/targets')).toMatchObject({ targets: ['a', 'b', 'c', 'd'] })
})

function namesOf(count: number): string {
  return Array.from({ length: count }, (_, i) => `name-${i}\n`).join('')
}

/** Its answer, although the rest of the list was not taken in. */
function put(running: RunningMonitor, list: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const { host, port } = running.monitor.address
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/plain' }
    const sent = request({ host, port, method: 'PUT', path: '/api/tasks/1/targets', headers }, (response) => {
      json(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body: body as Record<string, unknown> }),
        reject,
      )
    })
    sent.once('error', reject)
    sent.end(list)
  })
}
