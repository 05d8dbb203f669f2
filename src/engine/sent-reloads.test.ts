import { describe, expect, it } from 'vitest'
import { SentReloads } from './sent-reloads.ts'

describe('SentReloads', () => {
  it('[WS-8] an answer without an epoch is for the newest reload of its task', () => {
    const reloads = new SentReloads()
    reloads.note(1, 4, 0)
    reloads.note(1, 5, 10)
    reloads.note(2, 9, 20)
    expect([reloads.epochOf(1), reloads.epochOf(2), reloads.epochOf(3)]).toEqual([5, 9, undefined])
  })

  it('[WS-8] only the first answer to the newest reload says how long it took', () => {
    const reloads = new SentReloads()
    reloads.note(1, 4, 0)
    reloads.note(1, 5, 100)
    expect(reloads.answer(1, 4, 130)).toBeNull()
    expect(reloads.answer(1, 5, 140)).toBe(40)
    expect(reloads.answer(1, 5, 150)).toBeNull()
    expect(reloads.answer(2, 5, 150)).toBeNull()
  })

  it('[WS-8] a repeat is known as one, and may be answered anew', () => {
    const reloads = new SentReloads()
    expect(reloads.note(1, 5, 0)).toBe(false)
    reloads.answer(1, 5, 10)
    expect(reloads.note(1, 5, 100)).toBe(true)
    expect(reloads.answer(1, 5, 130)).toBe(30)
    expect(reloads.note(1, 6, 200)).toBe(false)
  })

  it('[LV-7] an answer takes no longer because the clock was set', () => {
    const reloads = new SentReloads()
    reloads.note(1, 5, 100)
    reloads.shift(60_000)
    expect(reloads.answer(1, 5, 60_120)).toBe(20)
  })

  it('nothing is remembered of a task that is gone', () => {
    const reloads = new SentReloads()
    reloads.note(1, 5, 0)
    reloads.forget(1)
    expect(reloads.epochOf(1)).toBeUndefined()
    expect(reloads.note(1, 5, 10)).toBe(false)
  })
})
