import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createAppStore } from '../../src/main/app/app-state.ts'
import { NotificationCenter } from '../../src/main/notifications/notification-center.ts'
import { KnownMonitors } from '../../src/main/remote/known-monitors.ts'
import { followHealth } from '../../src/main/remote/monitor-health.ts'
import { MonitorLinks } from '../../src/main/remote/monitor-links.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-known-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('[DT-19] monitors are watched at once: what each has, which is away, and which refuses, asked no more', async () => {
  await using home = await runMonitor()
  await using well = await runMonitor({ 'monitor.liveness.grace': '1s' })
  const killed = await runMonitor()
  await using guarded = await runMonitor({ 'server.token': 'operate', 'server.viewer-token': 'look' })
  const [a, b, c] = [well, killed, guarded].map(({ monitor }) => monitor.address.url) as [string, string, string]
  const store = createAppStore(join(folder, 'desktop.json'), 'en')
  const known = new KnownMonitors(store, { isSafe: () => false, encrypt: String, decrypt: String })
  known.remember({ name: 'A', url: a, ssh: null }, null)
  known.remember({ name: 'B', url: b, ssh: null }, null)
  known.remember({ name: 'C', url: c, ssh: null }, 'wrong')
  const links = new MonitorLinks({ own: home.monitor, store, known, version: '0.0.0' })
  followHealth(store)
  const shown: string[] = []
  const center = new NotificationCenter({
    store,
    grace: 0,
    show: ({ title }, id) => shown.push(`${title} at ${id}`),
    isWatched: () => true,
  })
  const standing = (id: string | null) => store.getState().health.get(id)?.standing
  try {
    await expect.poll(() => [null, a, b, c].map(standing), { timeout: 8000 }).toEqual(['live', 'live', 'live', 'held'])
    expect(store.getState().health.get(c)).toMatchObject({ problem: { fault: 'token_wrong' }, figures: null })
    const consumer = await TestConsumer.register(well.consumerUrl, 'c1')
    const online = () => store.getState().health.get(a)?.figures?.consumers.online
    await expect.poll(online, { timeout: 8000 }).toBe(1)
    expect(store.getState().health.get(null)?.figures?.consumers.online).toBe(0)

    await killed.monitor.close()
    await expect.poll(() => standing(b), { timeout: 8000 }).toBe('lost')
    const away = store.getState().health.get(b)
    expect(away?.problem?.fault).toMatch(/stopped|refused/)
    expect(Date.now() - (away?.seen_at ?? 0)).toBeLessThan(60_000)

    // It was asked once, with what is wrong; whoever asks again may have another token.
    const refusals = async () => {
      const headers = { authorization: 'Bearer operate' }
      const metrics = await (await fetch(`${c}/metrics`, { headers })).text()
      return /^batchdeck_console_sockets (\d+)$/m.exec(metrics)?.[1]
    }
    expect(await refusals()).toBe('0')
    known.remember({ name: 'C', url: c, ssh: null }, 'look')
    links.reopen(c)
    await expect.poll(() => standing(c), { timeout: 8000 }).toBe('live')
    expect(await refusals()).toBe('1')
    known.change(c, { watch: false })
    await expect.poll(() => standing(c), { timeout: 8000 }).toBeUndefined()
    await expect.poll(refusals).toBe('0')

    consumer.socket.terminate()
    const problems = () => store.getState().health.get(a)?.figures?.problems.warning
    await expect.poll(problems, { timeout: 8000 }).toBe(1)
    expect(store.getState().fleet?.alerts).toEqual([])
  } finally {
    center.close()
    links.close()
  }
})
