import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-commit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const before = Array.from({ length: 40 }, (_, i) => `before-${i}`)
const after = Array.from({ length: 60 }, (_, i) => `after-${i}`)

/** Answers the reload as a deployed consumer does: loads, then acknowledges. @returns what it loaded */
async function reload(running: RunningMonitor, consumer: TestConsumer, consumerId: string, epoch: number) {
  expect(await consumer.next('batch_reload')).toMatchObject({ task_id: 1, epoch })
  const loaded = (await running.get(`/api/tasks/1/batches?consumer_id=${consumerId}`)) as {
    batches: { targets: string[] }[]
  }
  consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: consumerId, action: 'reloading' })
  consumer.send({ type: 'ping' })
  await consumer.next('pong')
  return loaded.batches.flatMap(({ targets }) => targets)
}

it('[EP-1] [EP-3] a crash between commit and broadcast is healed: told once, after they have come back', async () => {
  {
    await using running = await runMonitor({}, folder)
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: before })
    for (const [consumer, id] of [
      [one, 'c1'],
      [two, 'c2'],
    ] as const)
      await reload(running, consumer, id, 1)
  }

  const script = join(import.meta.dirname, 'commit-and-die.ts')
  const child = spawn(process.execPath, ['--no-warnings', script, join(folder, 'batchdeck.db'), after.join('\n')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')

  await using running = await runMonitor({}, folder)
  const loaded: string[] = []
  for (const id of ['c1', 'c2']) {
    expect(await running.get('/api/tasks/1/epochs/2')).toMatchObject({ state: 'rolling_out' })
    await using consumer = await TestConsumer.register(running.consumerUrl, id)
    loaded.push(...(await reload(running, consumer, id, 2)))
  }
  expect(loaded.toSorted()).toEqual(after.toSorted())
  await expect.poll(() => running.get('/api/tasks/1/epochs/2')).toMatchObject({ state: 'settled' })

  for (const id of ['c1', 'c2']) {
    await using again = await TestConsumer.register(running.consumerUrl, id)
    again.send({ type: 'ping' })
    await again.next('pong')
    expect(again.frames.map(({ type }) => type)).toEqual(['connected', 'registered', 'pong'])
  }
})
