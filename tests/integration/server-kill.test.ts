import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import type { EpochResource } from '../../src/contract/resources/epoch.ts'
import type { Publication } from '../../src/contract/resources/plan.ts'
import { slotOf } from '../../src/planner/hash.ts'
import { between, seededRandom } from '../../src/demo/random.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsumer } from './test-consumer.ts'

/** `BATCHDECK_KILLS=200` for a long one. */
const KILLS = Number(process.env['BATCHDECK_KILLS'] ?? 8)
const folder = mkdtempSync(join(tmpdir(), 'batchdeck-server-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The list that makes the epoch of that number. */
function targetsOf(epoch: number): string[] {
  return Array.from({ length: 2000 + (epoch % 7) * 100 }, (_, i) => `target-${(i + epoch * 31) % 5000}`).toSorted()
}

interface Batch {
  readonly batch_id: number
  readonly consumer_id: string
  readonly targets: readonly string[]
}

it(
  `[EP-1] ${KILLS} kills of the server under a stream of imports: what was answered 200 is there, whole`,
  async () => {
    const random = seededRandom(22)
    const args = ['--port', '0', '--data-dir', folder, '--set', 'monitor.liveness.grace=1h']
    let server = await ServerProcess.start(args)
    const get = async <T>(path: string) => (await (await fetch(server.url + path)).json()) as T
    /** Everything answered, by its epoch. */
    const answered = new Map<number, Publication>()
    /** Ids that were seen and are gone, and those that are there. */
    const gone = new Set<number>()
    let present = new Set<number>()
    let cutOff = 0
    try {
      await post(server.url, '/api/tasks', { task_id: 1, name: 'Watch', batch_size: 20 })
      for (const id of ['c1', 'c2', 'c3']) {
        await using consumer = await TestConsumer.register(`${server.url.replace('http', 'ws')}/websocket/monitor`, id)
        await expect.poll(() => get(`/api/consumers/${id}`)).toMatchObject({ state: 'online' })
        consumer.send({ type: 'ping' })
        await consumer.next('pong')
      }
      let epoch = 0
      for (let kill = 0; kill < KILLS; kill++) {
        const victim = server
        const killed = pause(between(random, 0, 600)).then(() => victim.end('SIGKILL'))
        for (;;) {
          const answer = await put(server.url, targetsOf(epoch + 1))
          if (!answer) break
          expect(answer).toMatchObject({ published: true, epoch: epoch + 1 })
          answered.set(++epoch, answer)
        }
        await killed
        server = await ServerProcess.start(args)

        const task = await get<{ epoch: number; targets: number }>('/api/tasks/1')
        // The one that was under way may be there, too.
        expect([epoch, epoch + 1]).toContain(task.epoch)
        if (task.epoch > epoch) cutOff++
        epoch = task.epoch
        const { epochs } = await get<{ epochs: EpochResource[] }>('/api/tasks/1/epochs?limit=10000')
        expect(epochs.map((view) => view.epoch)).toEqual(Array.from({ length: epoch }, (_, i) => epoch - i))
        for (const view of epochs) {
          const answer = answered.get(view.epoch)
          if (answer) expect(view.counts).toEqual(answer.counts)
        }
        const { targets } = await get<{ targets: string[] }>('/api/tasks/1/targets')
        expect(targets).toEqual(epoch === 0 ? [] : targetsOf(epoch))
        const { slots } = await get<{ slots: { slot: number; consumer_id: string }[] }>('/api/tasks/1/slots')
        const { batches } = await get<{ batches: Batch[] }>('/api/tasks/1/batches?limit=10000')
        expect(batches.flatMap((batch) => batch.targets).toSorted()).toEqual(targets)
        for (const batch of batches) {
          for (const target of batch.targets) expect(slots[slotOf(target)]?.consumer_id).toBe(batch.consumer_id)
        }
        const ids = new Set(batches.map(({ batch_id }) => batch_id))
        expect([...ids].filter((id) => gone.has(id))).toEqual([])
        for (const id of present) if (!ids.has(id)) gone.add(id)
        present = ids
      }
      expect([answered.size > KILLS, gone.size > 0]).toEqual([true, true])
      console.log(`${answered.size} epochs answered, ${cutOff} were on disk and not yet answered when the kill came.`)
    } finally {
      await server.end('SIGKILL')
    }
  },
  Math.max(240_000, KILLS * 10_000),
)

async function post(url: string, path: string, body: unknown): Promise<void> {
  await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** The answer, or null where the server was killed before it came. */
async function put(url: string, targets: readonly string[]): Promise<Publication | null> {
  try {
    const response = await fetch(`${url}/api/tasks/1/targets`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ targets }),
    })
    expect(response.status).toBe(200)
    return (await response.json()) as Publication
  } catch (error) {
    // What undici says of a connection that ended.
    if (error instanceof TypeError) return null
    throw error
  }
}
