import { expect, it } from 'vitest'
import type { ConsoleFrame } from '../../src/contract/feed.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const roleOf = (frame: ConsoleFrame) => (frame.type === 'snapshot' ? frame.snapshot : frame.changes).server?.role

it('[UI-5] [SEC-1] each console is told what it may do, in the snapshot and with every change, and may do no more', async () => {
  await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'look' })
  const { url } = running.monitor.address
  await using operator = await TestConsole.open(url, 'op')
  await using viewer = await TestConsole.open(url, 'look')
  await using consumer = await TestConsumer.connect(`${running.consumerUrl}?token=op`)
  for (const [role, each] of Object.entries({ operator, viewer })) {
    expect(roleOf(await each.until(({ type }) => type === 'snapshot'))).toBe(role)
    // Its connection is news of the server.
    expect(roleOf(await each.until((frame) => frame.type === 'changes' && frame.changes.server !== undefined))).toBe(
      role,
    )
  }
  const drain = { consumers: [] }
  expect(await viewer.call('consumers.drain', drain)).toMatchObject({ problem: { code: 'FORBIDDEN' } })
  expect(await operator.call('consumers.drain', drain)).toMatchObject({ result: { consumers: [] } })
  expect(consumer.frames).toHaveLength(1)
})
