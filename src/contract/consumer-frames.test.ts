import { describe, expect, it } from 'vitest'
import { BatchdeckError } from './errors.ts'
import { parseConsumerFrame, toMilliseconds } from './consumer-frames.ts'

function refusal(frame: unknown): BatchdeckError {
  try {
    parseConsumerFrame(typeof frame === 'string' ? frame : JSON.stringify(frame))
  } catch (error) {
    if (error instanceof BatchdeckError) return error
  }
  throw new Error(`was accepted: ${JSON.stringify(frame)}`)
}

function takenInPart(frame: unknown) {
  let error: BatchdeckError | undefined
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
  const taken = parseConsumerFrame(text, { onFault: (fault) => (error = fault) })
  return { frame: taken, error }
}

const heartbeat = { type: 'heartbeat', consumer_id: 'c1', batches: [], timestamp: 1_700_000_000 }

describe('parseConsumerFrame', () => {
  it.each([
    { type: 'register', consumer_id: 'consumer-1' },
    heartbeat,
    { ...heartbeat, batches: [{ batch_id: 123, status: 'running', progress: 50.5 }] },
    { type: 'batch_status', batch_id: 1, status: 'error', message: 'timeout' },
    { type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'skipping' },
    { type: 'ping' },
    { type: 'register', consumer_id: 'c1', unknown_extension: { a: 1 } },
  ])('[WS-2] [WS-4] [WS-6] [WS-8] [WS-9] accepts %j', (frame) => {
    expect(parseConsumerFrame(JSON.stringify(frame))).toEqual(frame)
  })

  it.each([
    ['{', 'INVALID_JSON'],
    ['null', 'INVALID_MESSAGE'],
    ['[1]', 'INVALID_MESSAGE'],
    [`{"type":"ping","timestamp":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'INVALID_JSON'],
    [{ consumer_id: 'c1' }, 'INVALID_MESSAGE'],
    [{ type: 'hello' }, 'UNKNOWN_TYPE'],
    [{ type: 'toString' }, 'UNKNOWN_TYPE'],
    [{ type: 'register' }, 'INVALID_MESSAGE'],
    [{ type: 'register', consumer_id: 'a b' }, 'INVALID_CONSUMER_ID'],
    [{ type: 'register', consumer_id: '' }, 'INVALID_CONSUMER_ID'],
    [{ type: 'register', consumer_id: 'x'.repeat(129) }, 'INVALID_CONSUMER_ID'],
  ])('[WS-12] %j gets %s', (frame, code) => {
    expect(refusal(frame).code).toBe(code)
  })

  const good = { batch_id: 7, status: 'running', progress: 5 }

  it.each([
    [{ batches: [{ batch_id: 1, status: 'paused', progress: 1 }] }, '/batches/0/status'],
    [{ batches: [{ batch_id: 1, status: 'running', progress: 101 }] }, '/batches/0/progress'],
    [{ batches: [{ batch_id: 1, status: 'running', progress: -1 }] }, '/batches/0/progress'],
    [{ batches: [{ batch_id: 'one', status: 'running', progress: 1 }] }, '/batches/0/batch_id'],
    [{ timestamp: undefined }, '/timestamp'],
    [{ batches: [null] }, '/batches/0'],
    [{ epochs: [{ task_id: 1, epoch: -1 }] }, '/epochs/0/epoch'],
    [{ epochs: null }, '/epochs'],
    [{ timestamp: '2026-11-28' }, '/timestamp'],
    [{ timestamp: -1 }, '/timestamp'],
  ])('[WS-12] [WS-13] of a heartbeat with %j all else is taken and the field named', (change, path) => {
    const frame = { ...heartbeat, ...change }
    const { frame: taken, error } = takenInPart({ ...frame, batches: [...frame.batches, good] })
    expect(taken).toMatchObject({ type: 'heartbeat', consumer_id: 'c1', batches: [good] })
    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', complaints: [{ path }] })
    expect(error?.message).toContain(path)
  })

  it.each([
    [{ type: 'register', consumer_id: 'c1', hostname: 5 }, { type: 'register', consumer_id: 'c1' }, '/hostname'],
    [{ type: 'register', consumer_id: 'c1', pid: '12' }, { type: 'register', consumer_id: 'c1' }, '/pid'],
    [{ type: 'register', consumer_id: 'c1', version: null }, { type: 'register', consumer_id: 'c1' }, '/version'],
    [
      { type: 'register', consumer_id: 'c1', labels: { zone: 5 }, pid: 7 },
      { type: 'register', consumer_id: 'c1', pid: 7 },
      '/labels/zone',
    ],
    [
      { type: 'register', consumer_id: 'c1', heartbeat_interval: 0 },
      { type: 'register', consumer_id: 'c1' },
      '/heartbeat_interval',
    ],
    [{ type: 'register', consumer_id: 'c1', token: null }, { type: 'register', consumer_id: 'c1' }, '/token'],
    [
      {
        type: 'batch_status',
        batch_id: 1,
        status: 'error',
        message: 'e'.repeat(5000),
        progress: 'half',
        timestamp: -5,
      },
      { type: 'batch_status', batch_id: 1, status: 'error', message: 'e'.repeat(4096) },
      '/message',
    ],
    [
      { type: 'batch_status', batch_id: 1, status: 'error' },
      { type: 'batch_status', batch_id: 1, status: 'error', message: '' },
      '/message',
    ],
    [
      { type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'skipping', epoch: null },
      { type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'skipping' },
      '/epoch',
    ],
  ])('[WS-12] %j is taken as %j', (given, taken, path) => {
    const { frame, error } = takenInPart(given)
    expect(frame).toEqual(taken)
    expect(error?.complaints[0]).toMatchObject({ path })
  })

  it.each([
    { ...heartbeat, consumer_id: 'a b' },
    { ...heartbeat, batches: 'none' },
    { type: 'heartbeat', consumer_id: 'c1', timestamp: 1 },
    { type: 'register', consumer_id: 'c1', token: 5 },
    { type: 'batch_status', batch_id: -1, status: 'error', message: '' },
    { type: 'batch_status', batch_id: 1, status: 'gone', message: '' },
    { type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'maybe' },
    { type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'skipping', epoch: 'new' },
    { type: 'subscribe', token: 5 },
  ])('[WS-12] without what it is about, %j is refused', (frame) => {
    expect(refusal(frame).complaints).toHaveLength(1)
  })

  it.each([100.00000000000003, 100 + 1e-6, -1e-9])('[WS-13] %d is rounding, and nobody is bothered', (progress) => {
    const item = { batch_id: 1, status: 'running', progress }
    const { frame, error } = takenInPart({ ...heartbeat, batches: [item] })
    expect(frame).toEqual({ ...heartbeat, batches: [{ ...item, progress: progress > 0 ? 100 : 0 }] })
    expect(error).toBeUndefined()
    const { frame: status } = takenInPart({ type: 'batch_status', message: '', ...item })
    expect(status).toMatchObject({ progress: progress > 0 ? 100 : 0 })
  })

  it('[WS-12] names ten parts at most, counts the others, and is done at once with a frame of nothing else', () => {
    const batches = Array.from({ length: 20_000 }, () => ({ batch_id: 1 }))
    const before = performance.now()
    const { frame, error } = takenInPart({ ...heartbeat, batches })
    expect(performance.now() - before).toBeLessThan(1000)
    expect(frame).toMatchObject({ batches: [] })
    expect(error?.complaints).toHaveLength(10)
    expect(error?.values).toMatchObject({ count: 20_000 })
  })

  describe('[WS-27] reports of single targets', () => {
    const batchStatus = { type: 'batch_status', batch_id: 1, status: 'running', message: '' }

    it.each([heartbeat, batchStatus])('come with %j, each with what it has', (frame) => {
      const targets = [
        { target: '0xabc', status: 'error', message: 'timeout', value: 1.5 },
        { target: 'b/%é', status: 'running', value: '12 %' },
        { target: 'c', status: 'completed', message: null, value: null },
      ]
      expect(takenInPart({ ...frame, targets })).toEqual({ frame: { ...frame, targets }, error: undefined })
    })

    it.each([
      [{ status: 'running' }, '/targets/0/target'],
      [{ target: '', status: 'running' }, '/targets/0/target'],
      [{ target: 'x'.repeat(257), status: 'running' }, '/targets/0/target'],
      [{ target: 'a', status: 'broken' }, '/targets/0/status'],
      [{ target: 'a' }, '/targets/0/status'],
      ['a', '/targets/0'],
      [null, '/targets/0'],
    ])('[WS-12] %j is left out and named, the others are taken', (bad, path) => {
      const taken = { target: 'b', status: 'error' }
      for (const frame of [heartbeat, batchStatus]) {
        const { frame: left, error } = takenInPart({ ...frame, targets: [bad, taken] })
        expect(left).toEqual({ ...frame, targets: [taken] })
        expect(error?.complaints).toMatchObject([{ path }])
      }
    })

    it.each([
      [{ message: 'm'.repeat(2000) }, { message: 'm'.repeat(1024) }, 'message'],
      [{ message: 5 }, {}, 'message'],
      [{ value: 'v'.repeat(300) }, { value: 'v'.repeat(256) }, 'value'],
      [{ value: { a: 1 } }, {}, 'value'],
    ])('[WS-12] an error is not lost for %j', (given, taken, field) => {
      const { frame, error } = takenInPart({
        ...heartbeat,
        targets: [{ target: 'a', status: 'error', ...given }],
      })
      expect(frame).toEqual({ ...heartbeat, targets: [{ target: 'a', status: 'error', ...taken }] })
      expect(error?.complaints).toMatchObject([{ path: `/targets/0/${field}` }])
    })

    it('[WS-12] without any that can be read, the rest of the frame is taken', () => {
      const { frame, error } = takenInPart({ ...heartbeat, batches: [good], targets: 'all fine' })
      expect(frame).toEqual({ ...heartbeat, batches: [good] })
      expect(error?.complaints).toMatchObject([{ path: '/targets' }])
    })
  })

  it("[WS-12] Python's NaN and Infinity are null, but not in a text", () => {
    const text = '{"type":"heartbeat","consumer_id":"c1","batches":[{"batch_id":1,"status":"running","progress":NaN},'
    const rest = '{"batch_id":2,"status":"running","progress":4}],"timestamp":-Infinity,"note":"NaN \\" -Infinity"}'
    const { frame, error } = takenInPart(text + rest)
    expect(frame).toEqual({
      type: 'heartbeat',
      consumer_id: 'c1',
      batches: [{ batch_id: 2, status: 'running', progress: 4 }],
    })
    expect(error?.complaints.map(({ path }) => path)).toEqual(['/batches/0/progress', '/timestamp'])
    expect(parseConsumerFrame('{"type":"ping","timestamp":[NaN,"-Infinity"]}')).toEqual({
      type: 'ping',
      timestamp: [null, '-Infinity'],
    })
    expect(refusal('{"type":NaN').code).toBe('INVALID_JSON')
    expect(refusal('{"type":"NaN').code).toBe('INVALID_JSON')
  })
})

it('[WS-14] takes seconds and milliseconds', () => {
  expect(toMilliseconds(1_700_000_000)).toBe(1_700_000_000_000)
  expect(toMilliseconds(1_700_000_000_123)).toBe(1_700_000_000_123)
})
