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

  it.each([
    [{ batches: [{ batch_id: 1, status: 'paused', progress: 1 }] }, '/batches/0/status'],
    [{ batches: [{ batch_id: 1, status: 'running', progress: 101 }] }, '/batches/0/progress'],
    [{ batches: [{ batch_id: 1, status: 'running', progress: -1 }] }, '/batches/0/progress'],
    [{ batches: [{ batch_id: 'one', status: 'running', progress: 1 }] }, '/batches/0/batch_id'],
    [{ timestamp: undefined }, '/timestamp'],
  ])('[WS-13] a heartbeat with %j is refused and the field named', (change, path) => {
    const error = refusal({ ...heartbeat, ...change })
    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', complaints: [{ path }] })
    expect(error.message).toContain(path)
  })
})

it('[WS-14] takes seconds and milliseconds', () => {
  expect(toMilliseconds(1_700_000_000)).toBe(1_700_000_000_000)
  expect(toMilliseconds(1_700_000_000_123)).toBe(1_700_000_000_123)
})
