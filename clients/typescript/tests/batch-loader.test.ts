import { expect, it } from 'vitest'
import { BatchLoader } from '../src/batch-loader.ts'
import type { Fetch } from '../src/index.ts'
import { MonitorHttp } from '../src/monitor-http.ts'
import { FakeClock, settled } from './fake-clock.ts'

interface Page {
  /** How long the line takes for it. */
  readonly ms?: number
  readonly status?: number
  readonly etag?: string
  readonly epoch?: number
  readonly ids?: readonly number[]
  readonly next?: string
}

/** A loader that is answered with these pages, one after the other. */
function begin(pages: readonly Page[], clock = new FakeClock()) {
  const waiting = [...pages]
  const asked: string[] = []
  const fetch: Fetch = (url, { headers, signal }) => {
    asked.push([url, headers['if-none-match'], headers['authorization']].filter(Boolean).join(' '))
    const page = waiting.shift()
    if (!page) return new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason as Error)))
    const { status = 200, etag, epoch = 1, ids = [], next, ms = 0 } = page
    const batches = ids.map((id) => ({ batch_id: id, targets: [`t${id}`], status: 'pending', progress: 0 }))
    const body = status === 200 ? JSON.stringify({ task_id: 1, epoch, batches, next }) : ''
    const text = () =>
      new Promise<string>((done, fail) => {
        signal.addEventListener('abort', () => fail(signal.reason as Error))
        if (ms === 0) done(body)
        else clock.after(ms, () => done(body))
      })
    return Promise.resolve({ status, headers: { get: () => etag ?? null }, text })
  }
  const loader = new BatchLoader(new MonitorHttp('http://m/deck/', 's3cret', fetch, clock), 'c 1')
  return { clock, loader, asked }
}

const first = 'http://m/deck/api/tasks/1/batches?consumer_id=c%201&limit=10000'

it('[CL-6] reads all pages of one epoch, and of those with one page whether they are others', async () => {
  const { loader, asked } = begin([
    { ids: [1], etag: '"a"', next: '/deck/api/tasks/1/batches?from=1' },
    { ids: [2] },
    { ids: [1], etag: '"b"' },
    { status: 304 },
    { status: 404 },
    { ids: [] },
  ])
  expect((await loader.load(1, 1))?.batches.map(({ batchId }) => batchId)).toEqual([1, 2])
  expect((await loader.load(1, 1))?.batches.map(({ batchId }) => batchId)).toEqual([1])
  expect(await loader.load(1, 9)).toMatchObject({ epoch: 9, batches: [{ batchId: 1, targets: ['t1'] }] })
  expect(await loader.load(1, 9)).toBeNull()
  expect(await loader.load(1, 9)).toEqual({ epoch: 1, batches: [] })
  expect(asked).toEqual([
    `${first} Bearer s3cret`,
    'http://m/deck/api/tasks/1/batches?from=1 Bearer s3cret',
    `${first} Bearer s3cret`,
    `${first} "b" Bearer s3cret`,
    `${first} "b" Bearer s3cret`,
    `${first} Bearer s3cret`,
  ])
})

it('[CL-6] what changes between two pages, or is at another host, is no answer; nor is none in 20 s', async () => {
  const changed = begin([
    { ids: [1], next: '/deck/api/tasks/1/batches?from=1' },
    { epoch: 2, ids: [2] },
  ])
  await expect(changed.loader.load(1, 1)).rejects.toThrow('changed between two pages')
  const elsewhere = begin([{ ids: [1], next: 'http://other/api/tasks/1/batches?from=1' }])
  await expect(elsewhere.loader.load(1, 1)).rejects.toThrow('another host')
  expect(elsewhere.asked).toHaveLength(1)
  const { clock, loader } = begin([])
  const answer = loader.load(1, 1).catch((error: unknown) => error)
  await clock.advance(19_999)
  expect(clock.waiting).toBe(1)
  await clock.advance(1)
  expect(String(await answer)).toContain('does not answer')
})

it('[CL-6] an answer that has begun may take two minutes, as on a line that is slow', async () => {
  const { clock, loader } = begin([
    { ids: [1], ms: 119_000 },
    { ids: [1], ms: 121_000 },
  ])
  const slow = loader.load(1, 1)
  await settled()
  await clock.advance(119_000)
  expect((await slow)?.batches).toHaveLength(1)
  const slower = loader.load(1, 1).catch((error: unknown) => error)
  await settled()
  await clock.advance(120_000)
  expect(String(await slower)).toContain('does not answer')
})
