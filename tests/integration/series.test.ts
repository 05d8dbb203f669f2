import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProgressHistory } from '../../src/contract/resources/progress-history.ts'
import type { SeriesResource } from '../../src/contract/resources/series.ts'
import { runMonitor, type RunningMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** So much faster time passes for the monitor: ten seconds are a hundred milliseconds. */
const FASTER = 100
const START = 1_767_225_600_000

/** On a machine that has other things to do. */
const WAIT = { timeout: 20_000 }

/** Time that goes on from START, `later` ms after it. */
function fastTime(later = 0) {
  const began = performance.now()
  const steady = () => (performance.now() - began) * FASTER
  return { steady, uptime: steady, wall: () => START + later + steady() }
}

const history = async (running: RunningMonitor, query: string) =>
  (await running.get(`/api/history?from=${START}&${query}`)) as SeriesResource

const valuesOf = ({ series }: SeriesResource, name: string) => series[name]!.filter((value) => value !== null)

describe('[TS-1] the fleet over time', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-series-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('[TS-1] [TS-2] what was read is there, of the fleet and of a task, also after a restart, with a gap between', async () => {
    const later = 3_600_000
    let before = 0
    {
      const time = fastTime()
      await using running = await runMonitor(
        { 'monitor.liveness.lost-after': '1h', 'monitor.liveness.suspect-after': '30m' },
        folder,
        null,
        { time },
      )
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      await running.send('POST', '/api/tasks', { task_id: 7, name: 'Seven' })
      await running.send('PUT', '/api/tasks/7/targets', 'a\nb\nc\n')
      const ofTask = async () => valuesOf(await history(running, 'step=10&task_id=7'), 'targets')
      await expect.poll(ofTask, WAIT).toContain(3)
      // Of all the mean of the step in which the list came is less.
      await expect.poll(async () => valuesOf(await history(running, 'step=10'), 'targets'), WAIT).toContain(3)
      const of = await history(running, 'step=10&series=targets,consumers_online,epochs,memory_bytes')
      expect(of).toMatchObject({ task_id: null, from: START, step: 10_000 })
      expect(Object.keys(of.series)).toEqual(['targets', 'consumers_online', 'epochs', 'memory_bytes'])
      expect(valuesOf(of, 'consumers_online')).toContain(1)
      expect(valuesOf(of, 'memory_bytes').every((bytes) => bytes > 1e7)).toBe(true)
      expect(consumer.id).toBe('c1')
      await running.monitor.close()
      before = Math.ceil(time.steady() / 10_000)
    }
    await using running = await runMonitor({}, folder, null, { time: fastTime(later) })
    const ofAll = async () => (await history(running, 'step=10&series=targets')).series['targets']!
    await expect.poll(async () => (await ofAll()).slice(later / 10_000), WAIT).toContain(3)
    const values = await ofAll()
    expect(values.slice(0, before)).toContain(3)
    // The monitor did not run: nobody draws a line over it.
    expect(new Set(values.slice(before, later / 10_000))).toEqual(new Set([null]))
  })

  it('[TS-3] how far a consumer was is there by the minute, also after a restart', async () => {
    const own = mkdtempSync(join(folder, 'progress-'))
    const progressOf = async (running: RunningMonitor, id: string) => {
      const path = `/api/consumers/${id}/history?from=${START}&to=${START + 7_200_000}`
      const { step, from, progress } = (await running.get(path)) as ProgressHistory
      expect([step, from, progress.length]).toEqual([60_000, START, 120])
      return progress
    }
    {
      await using running = await runMonitor(
        { 'monitor.liveness.lost-after': '1h', 'monitor.liveness.suspect-after': '30m' },
        own,
        null,
        { time: fastTime() },
      )
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      await running.send('POST', '/api/tasks', { task_id: 7, name: 'Seven' })
      await running.send('PUT', '/api/tasks/7/targets', 'a\nb\nc\n')
      const { changed } = (await consumer.next('batch_reload')) as unknown as { changed: number[] }
      consumer.send({ type: 'batch_status', batch_id: changed[0], status: 'running', progress: 40 })
      await expect.poll(() => progressOf(running, 'c1'), WAIT).toContain(40)
      await running.monitor.close()
    }
    await using running = await runMonitor({}, own, null, { time: fastTime(3_600_000) })
    const after = await progressOf(running, 'c1')
    expect(after).toContain(40)
    // While the monitor did not run nobody was anywhere.
    expect(after.slice(40, 59).every((value) => value === null)).toBe(true)
    expect(new Set(await progressOf(running, 'nobody'))).toEqual(new Set([null]))
  })

  it('[TS-2] says what of a question it cannot answer', async () => {
    await using running = await runMonitor()
    const { url } = running.monitor.address
    const refused = async (query: string) => {
      const response = await fetch(`${url}/api/history?${query}`)
      return [response.status, ((await response.json()) as { detail: string }).detail]
    }
    expect(await refused('series=coverage,uptime')).toEqual([
      422,
      expect.stringMatching('^series must be of coverage, '),
    ])
    expect(await refused('from=2026-01-02&to=2026-01-01')).toEqual([
      422,
      expect.stringContaining('ends before it begins'),
    ])
    expect(await refused('from=yesterday')).toEqual([422, 'from must be ms since 1970 or an ISO 8601 time.'])
    expect((await refused('step=0'))[0]).toBe(422)
    expect((await refused('dry_run=true'))[0]).toBe(422)
    expect(await running.get('/api/history?task_id=99')).toMatchObject({ task_id: 99, step: 10_000, oldest: null })
  })
})
