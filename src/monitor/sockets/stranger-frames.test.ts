import type { WebSocket } from 'ws'
import { describe, expect, it } from 'vitest'
import { StrangerFrames } from './stranger-frames.ts'

const KiB = 1024
const MiB = 1024 * KiB

function setUp() {
  const clock = { now: 0 }
  const frames = new StrangerFrames(MiB, () => clock.now)
  const receiver = { ['_maxPayload']: 0 }
  const socket = { ['_receiver']: receiver } as unknown as WebSocket
  return { clock, frames, socket, most: () => receiver['_maxPayload'] }
}

describe('[WS-26] before register', () => {
  it('a socket may send frames of 64 KiB, after it what everybody may', () => {
    const { frames, socket, most } = setUp()
    frames.begin(socket)
    expect(most()).toBe(64 * KiB)
    frames.settle(socket, 'a', 0)
    expect(most()).toBe(MiB)
    expect(new StrangerFrames(KiB).maxFrame).toBe(KiB)
  })

  it('a socket has 256 KiB in all', () => {
    const { frames } = setUp()
    for (let sent = 0; sent < 256; sent += 64) frames.accept('a', sent * KiB, 64 * KiB)
    expect(() => frames.accept('a', 256 * KiB, 1)).toThrow('More than 256 KiB')
  })

  it('an address has 8 MiB that lead to nothing, and more as time passes; small frames come through, and others', () => {
    const { clock, frames, socket } = setUp()
    for (let i = 0; i < 128; i++) frames.accept('a', 0, 64 * KiB)
    expect(() => frames.accept('a', 0, 5 * KiB)).toThrow('too much from this address')
    frames.accept('a', 0, 4 * KiB)
    frames.accept('b', 0, 64 * KiB)
    clock.now += 1000
    frames.accept('a', 0, 64 * KiB)
    expect(() => frames.accept('a', 0, 64 * KiB)).toThrow('too much')
    for (let i = 0; i < 129; i++) frames.settle(socket, 'a', 64 * KiB)
    for (let i = 0; i < 100; i++) frames.accept('a', 0, 64 * KiB)
  })

  it('[ED-4] a /64 of IPv6 is one address, however many of it come', () => {
    const { frames } = setUp()
    for (let i = 0; i < 128; i++) frames.accept(`2001:db8:1:2::${i.toString(16)}`, 0, 64 * KiB)
    expect(() => frames.accept('2001:db8:1:2:3:4:5:6', 0, 5 * KiB)).toThrow('too much from this address')
    frames.accept('2001:db8:1:3::1', 0, 64 * KiB)
  })

  it('9,000 consumers of one address that register with all their labels are held up by nothing', () => {
    const { frames, socket } = setUp()
    for (let i = 0; i < 9000; i++) {
      frames.accept('a', 0, 13 * KiB)
      frames.settle(socket, 'a', 13 * KiB)
    }
  })

  it('remembers no more than 10,000 addresses', () => {
    const { frames } = setUp()
    for (let i = 0; i < 128; i++) frames.accept('first', 0, 64 * KiB)
    for (let i = 0; i < 10_000; i++) frames.accept(`a${i}`, 0, 1)
    frames.accept('first', 0, 64 * KiB)
  })
})
