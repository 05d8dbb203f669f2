import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { runMonitor } from './running-monitor.ts'

it('[DT-16] in safe mode no source runs, no heartbeat is sent and there is no demo, until somebody wants it', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('target-1\ntarget-2\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const start = async (name: string, isSafe: boolean) => {
    const settings = { 'monitor.heartbeat.url': `${at}/beat-${name}`, 'monitor.heartbeat.on-stop': 'nothing' }
    const running = await runMonitor(settings, undefined, null, {
      isSafe,
      demo: async () => ({ stop: async () => {} }),
    })
    const { api } = running.monitor
    await api.call('task.create', { task_id: 1, name: 'Contracts' })
    await api.call('sources.put', { task_id: 1, source: { kind: 'url', url: `${at}/list-${name}`, retries: 0 } })
    return running
  }
  await using safe = await start('safe', true)
  await using usual = await start('usual', false)
  // Whatever the safe one would do had more time by then.
  await expect.poll(() => asked.toSorted(), { timeout: 8000 }).toEqual(['/beat-usual', '/list-usual'])
  await expect(safe.monitor.api.call('demo.start', {})).rejects.toMatchObject({ code: 'CONFLICT' })
  await usual.monitor.api.call('demo.start', {})
  await safe.monitor.api.call('sources.run', { task_id: 1 })
  expect(asked).toContain('/list-safe')
  expect(asked).not.toContain('/beat-safe')
  server.close()
  server.closeAllConnections()
})
