import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { byDefault, givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { startMonitor } from '../../src/monitor/monitor.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

it('[LV-2] a start that takes longer than the grace period costs nobody its slots', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-slow-'))
  {
    await using running = await runMonitor({}, folder)
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: ['a', 'b', 'c'] })
    await consumer.next('batch_reload')
  }
  // Reading the targets takes two minutes.
  let reads = 0
  const steady = () => (reads++ < 2 ? 0 : 120_000)
  const time = { steady, uptime: () => 0, wall: () => 1_800_000_000_000 + (reads < 2 ? 0 : 120_000) }
  const settings = resolveSettings(givenBy(byDefault, { 'server.port': 0, 'data-dir': folder }))
  const monitor = await startMonitor({ settings, version: '0.0.0', consoleRoot: null, time })
  try {
    // The engine has looked at the time at least once.
    await new Promise((done) => void monitor.api.subscribe((frame) => frame.type === 'changes' && done(frame)))
    const get = async (path: string) => (await fetch(monitor.address.url + path)).json()
    expect(await get('/api/consumers/c1')).toMatchObject({ state: 'offline', slots: 256, targets: 3 })
    expect(await get('/api/tasks/1')).toMatchObject({ epoch: 1, sync_due: false })
    expect(JSON.stringify(await get('/api/events?limit=1000'))).not.toContain('"lost"')
  } finally {
    await monitor.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
