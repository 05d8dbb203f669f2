import { describe, expect, it } from 'vitest'
import { type MessageWire, Outgoing, PART_BYTES } from './outgoing.ts'

function setUp() {
  const clock = { now: 1000 }
  const parts: { readonly bytes: number; readonly fin: boolean; readonly compress: boolean; done(): void }[] = []
  let drained = 0
  const wire: MessageWire = {
    send: (part, { fin, compress }, done) => void parts.push({ bytes: part.length, fin, compress, done }),
  }
  const outgoing = new Outgoing({ wire, clock: () => clock.now, onDrained: () => void drained++ })
  return { clock, parts, outgoing, drained: () => drained }
}

describe('[WS-25] what goes out to a console', () => {
  it('goes out whole where it is short, and in parts where it is long, one message after the other', () => {
    const { parts, outgoing, drained } = setUp()
    expect(outgoing.push('ä')).toBe(2)
    outgoing.push('x'.repeat(2 * PART_BYTES + 1))
    outgoing.push('y')
    expect(parts.map(({ bytes, fin, compress }) => [bytes, fin, compress])).toEqual([
      [2, true, false],
      [PART_BYTES, false, true],
      [PART_BYTES, false, true],
      [1, true, true],
      [1, true, false],
    ])
    for (const part of parts) {
      expect(drained()).toBe(0)
      part.done()
    }
    expect([outgoing.size, drained()]).toEqual([0, 1])
  })

  it('hands on so many parts only, and the next with each that has gone out', () => {
    const { parts, outgoing } = setUp()
    outgoing.push('x'.repeat(20 * PART_BYTES))
    expect([parts.length, outgoing.size]).toEqual([8, 20 * PART_BYTES])
    parts[0]!.done()
    expect([parts.length, outgoing.size]).toEqual([9, 19 * PART_BYTES])
    outgoing.end()
    parts[1]!.done()
    expect([parts.length, outgoing.size]).toEqual([9, 0])
  })

  it('stalls only while something waits and nothing goes out', () => {
    const { clock, parts, outgoing } = setUp()
    clock.now += 60_000
    expect(outgoing.stalledFor).toBe(0)
    outgoing.push('x'.repeat(2 * PART_BYTES))
    clock.now += 20_000
    expect(outgoing.stalledFor).toBe(20_000)
    outgoing.push('more')
    parts[0]!.done()
    clock.now += 29_000
    expect(outgoing.stalledFor).toBe(29_000)
    parts[1]!.done()
    parts[2]!.done()
    expect(outgoing.stalledFor).toBe(0)
  })
})
