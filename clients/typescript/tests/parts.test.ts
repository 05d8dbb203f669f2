import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { httpUrlOf, socketUrlOf, tokenIn } from '../src/address.ts'
import { readFrame } from '../src/frame-reading.ts'
import { slotOf } from '../src/index.ts'
import { LogTail } from '../src/log-tail.ts'
import { cut, type LogFrame } from '../src/protocol.ts'
import { FakeClock } from './fake-clock.ts'

interface Vector {
  readonly target: string
  readonly slot: number
  readonly others?: Readonly<Record<string, number>>
}

describe('slots', () => {
  it('[PL-1] are those of the published vectors', () => {
    const file = join(import.meta.dirname, '../../../docs/slot-vectors.json')
    const { exact } = JSON.parse(readFileSync(file, 'utf8')) as { exact: Vector[] }
    expect(exact.length).toBeGreaterThan(20)
    for (const { target, slot, others = {} } of exact) {
      expect({ target, slot: slotOf(target) }).toEqual({ target, slot })
      for (const [slots, other] of Object.entries(others)) expect(slotOf(target, Number(slots))).toBe(other)
    }
    expect(() => slotOf('a', 0)).toThrow(RangeError)
    expect(() => slotOf('a', 1.5)).toThrow(RangeError)
  })
})

describe('addresses', () => {
  it('[CL-1] the API is where the socket is', () => {
    expect(httpUrlOf('ws://127.0.0.1:8080/websocket/monitor')).toBe('http://127.0.0.1:8080')
    expect(httpUrlOf('wss://deck.example.com/ops/websocket/monitor?x=1')).toBe('https://deck.example.com/ops')
    expect(httpUrlOf('ws://[::1]:8080/websocket/monitor')).toBe('http://[::1]:8080')
    expect(socketUrlOf('https://deck.example.com/websocket/monitor')).toBe('wss://deck.example.com/websocket/monitor')
    expect(tokenIn('ws://deck/websocket/monitor?token=s3cret&x=1')).toBe('s3cret')
    expect(socketUrlOf('ws://deck/websocket/monitor?token=s3cret&x=1')).toBe('ws://deck/websocket/monitor?x=1')
    expect(tokenIn('ws://deck/websocket/monitor')).toBeUndefined()
    expect(() => httpUrlOf('ftp://deck/')).toThrow(TypeError)
    expect(() => httpUrlOf('no address')).toThrow(TypeError)
  })
})

describe('frames', () => {
  it('[CL-10] whatever comes is a frame or nothing, and never an exception', () => {
    const types = ['registered', 'batch_reload', 'pong', 'error', 'log_wanted', 'epoch', 'batch_status', '__proto__']
    const some = fc.record({
      type: fc.constantFrom(...types),
      tasks: fc.jsonValue(),
      data: fc.jsonValue(),
      task_id: fc.jsonValue(),
    })
    fc.assert(fc.property(fc.oneof(some, fc.jsonValue()), (value) => void readFrame(JSON.stringify(value))))
    expect(readFrame('<html>')).toBeNull()
    expect(readFrame(new Uint8Array(2))).toBeNull()
    expect(readFrame('{"type":"batch_reload","task_id":1,"epoch":"2"}')).toBeNull()
    expect(readFrame('{"type":"registered","tasks":[null,{"task_id":1,"epoch":2},{"task_id":"1"}]}')).toMatchObject({
      tasks: [{ task_id: 1, epoch: 2 }],
    })
  })

  it('a text is cut at no half of a character', () => {
    expect([cut('ab😀', 3), cut('ab😀', 4), cut('abc', 2)]).toEqual(['ab', 'ab😀', 'ab'])
  })
})

describe('log', () => {
  function tail() {
    const clock = new FakeClock()
    const sent: LogFrame[] = []
    const room = { is: true }
    const log = new LogTail(clock, (frame) => {
      if (room.is) sent.push(frame)
      return room.is
    })
    return { clock, sent, room, log }
  }

  it('[CL-9] nothing goes out before somebody reads; then the last 50 lines go first', () => {
    const { sent, log } = tail()
    for (let i = 1; i <= 60; i++) log.write('info', `line ${i}`, i)
    expect(sent).toEqual([])
    log.want(true)
    expect(sent.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, i) => `line ${i + 11}`))
    expect(sent[0]).toMatchObject({ type: 'log', level: 'info', batch_id: 11 })
    log.write('error', new Error('boom'))
    expect(sent.at(-1)?.text).toMatch(/^Error: boom\n\s+at /)
    log.disconnected()
    log.write('info', 'later')
    expect(sent).toHaveLength(51)
    log.want(true)
    expect(sent.at(-1)?.text).toBe('later')
    log.want(false)
    log.write('info', 'x')
    expect(sent).toHaveLength(52)
  })

  it('[CL-9] 50 lines a second, 200 at once; what is more is counted in the next, as is what finds no room', async () => {
    const { clock, sent, room, log } = tail()
    log.want(true)
    for (let i = 0; i < 250; i++) log.write('debug', 'x')
    expect(sent).toHaveLength(200)
    await clock.advance(100)
    for (let i = 0; i < 10; i++) log.write('debug', 'y')
    expect(sent).toHaveLength(205)
    expect(sent[200]).toMatchObject({ text: 'y', skipped: 50 })
    expect(sent[201]).not.toHaveProperty('skipped')
    await clock.advance(1000)
    room.is = false
    log.write('info', 'lost')
    room.is = true
    log.write('info', 'z'.repeat(5000))
    expect(sent.at(-1)).toMatchObject({ skipped: 6, text: 'z'.repeat(4096) })
  })
})
