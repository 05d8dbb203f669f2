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
    consumer.send({ type: 'ping' })
    await consumer.next('pong')
  }
  // Reading the targets takes two minutes.
  let calls = 0
  const now = () => 1_800_000_000_000 + (calls++ === 0 ? 0 : 120_000)
  const settings = resolveSettings(givenBy(byDefault, { 'server.port': 0, 'data-dir': folder }))
  const monitor = await startMonitor({ settings, version: '0.0.0', consoleRoot: null, now })
  try {
    const first = await new Promise(
      (done) => void monitor.api.subscribe((frame) => frame.type === 'changes' && done(frame)),
    )
    expect(first).toBeDefined()
    const response = await fetch(`${monitor.address.url}/api/consumers/c1`)
    expect(await response.json()).toMatchObject({ state: 'offline' })
  } finally {
    await monitor.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
