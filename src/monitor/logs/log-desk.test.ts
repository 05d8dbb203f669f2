import { beforeEach, describe, expect, it } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { Effect } from '../../engine/effects.ts'
import { LogDesk, MAX_READ_BY_ONE, MAX_READ_CONSUMERS } from './log-desk.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** Of a line of 1,000 characters, about. */
const LINE_BYTES = 2120

describe('[WS-29] the logs of consumers', () => {
  let now: number
  /** What the clock says; as `now` where it was not set. */
  let wall: number | null
  /** The connection of each consumer; null where it has none. */
  let sessions: Map<string, string | null>
  let speechless: Set<string>
  let told: string[]
  let desk: LogDesk
  beforeEach(() => {
    now = 0
    wall = null
    told = []
    speechless = new Set()
    sessions = new Map([
      ['a', 'a1'],
      ['b', 'b1'],
    ])
    desk = newDesk()
  })

  function newDesk(mostBytes?: number): LogDesk {
    return new LogDesk(
      {
        engine: {
          hasConsumer: (id) => sessions.has(id),
          consumerResource(consumer_id) {
            const session_id = sessions.get(consumer_id)
            if (session_id === undefined) throw refusal('consumer_unknown', { consumer: consumer_id })
            return {
              consumer_id,
              session_id,
              ...(!speechless.has(consumer_id) && { has_log: true }),
            } as ConsumerResource
          },
        },
        rate: 10,
        now: () => wall ?? now,
        steady: () => now,
      },
      mostBytes,
    )
  }

  function perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind !== 'send' || effect.frame.type !== 'log_wanted') throw new Error('Something else was sent.')
      told.push(`${effect.session_id} ${effect.frame.wanted}`)
    }
  }
  function read(id = 'a', after = 0, reader = 'anna') {
    const { log, effects } = desk.read(id, after, reader)
    perform(effects)
    return log
  }
  function say(text: string, id = 'a', more: object = {}): boolean {
    const session = sessions.get(id) ?? ''
    const isTaken = desk.tryAcquire(id, session, 1)
    if (isTaken) desk.accept(id, session, { type: 'log', level: 'info', text, ...more })
    return isTaken
  }
  function pass(ms: number): void {
    now += ms
    perform(desk.tick())
  }
  const textsOf = (id = 'a', after = 0) => read(id, after).lines.map(({ text }) => text)

  it('a reading asks for it once, and is good for 15 s; lines stay for 5 min after', () => {
    read()
    say('one')
    pass(14 * SECOND)
    read()
    pass(14 * SECOND)
    expect(told).toEqual(['a1 true'])
    pass(SECOND)
    expect(told).toEqual(['a1 true', 'a1 false'])
    expect(say('late')).toBe(false)
    expect(desk.figures).toMatchObject({ read: 0, known: 1, lines: { kept: 1, unwanted: 1, too_fast: 0 } })
    pass(5 * MINUTE - 1)
    expect(textsOf()).toEqual(['one'])
    expect(textsOf('a', 1)).toEqual([])
    // Of a log before this one.
    expect(textsOf('a', 2)).toEqual(['one'])
    expect(told.splice(0)).toEqual(['a1 true', 'a1 false', 'a1 true'])
    pass(15 * SECOND)
    pass(5 * MINUTE)
    expect(desk.figures).toMatchObject({ read: 0, known: 0, size: 0 })
    const start = now * 1000
    expect(read()).toMatchObject({ state: 'asked', lines: [], first_seq: start + 1, last_seq: start })
  })

  it('a log that begins anew counts on behind the one before, so that no reader of that one misses a line', () => {
    now = 10 * MINUTE
    const firstOf = () => {
      read()
      say('one')
      say('two')
      return read()
    }
    const before = firstOf()
    expect(before).toMatchObject({ first_seq: 10 * MINUTE * 1000 + 1, last_seq: 10 * MINUTE * 1000 + 2 })
    pass(15 * SECOND)
    pass(5 * MINUTE)
    read()
    for (let i = 1; i <= 3; i++) say(`later ${i}`)
    expect(textsOf('a', before.last_seq)).toEqual(['later 1', 'later 2', 'later 3'])
    expect(read().first_seq).toBeGreaterThan(before.last_seq)

    // Another monitor, at once.
    const last = read().last_seq
    now += 1
    desk = newDesk()
    expect(firstOf().first_seq).toBeGreaterThan(last)
    expect(textsOf('a', last)).toEqual(['one', 'two'])

    // The clock was set back meanwhile.
    const forgotten = read().last_seq
    sessions.delete('a')
    perform(desk.forget(['a']))
    sessions.set('a', 'a2')
    wall = 0
    expect(firstOf().first_seq).toBe(forgotten + 1)
  })

  it('says how it stands between the two', () => {
    expect(read().state).toBe('asked')
    say('one')
    expect(read().state).toBe('live')
    sessions.set('a', null)
    expect(read().state).toBe('offline')
    sessions.set('a', 'a2')
    perform(desk.registered('a'))
    perform(desk.registered('a'))
    expect(told).toEqual(['a1 true', 'a2 true'])
    expect(read()).toMatchObject({ state: 'asked', last_seq: 1 })
    speechless.add('a')
    sessions.set('a', 'a3')
    perform(desk.registered('a'))
    expect(read()).toMatchObject({ state: 'unsupported', last_seq: 1 })
    expect(read('b').state).toBe('asked')
    expect(() => read('c')).toThrow('There is no consumer c.')
    expect(told).toEqual(['a1 true', 'a2 true', 'b1 true'])
  })

  it('who never says that it sends its log is not remembered, and neither is a line that nobody wants', () => {
    speechless.add('a')
    expect(read()).toMatchObject({ state: 'unsupported' })
    perform(desk.registered('a'))
    expect(say('one')).toBe(false)
    expect(say('two', 'b')).toBe(false)
    desk.accept('b', 'b1', { type: 'log', level: 'info', text: 'three' })
    expect(desk.figures).toMatchObject({ known: 0, size: 0, lines: { kept: 0, unwanted: 3 } })
  })

  it('a late line of a connection that was replaced is not taken', () => {
    read()
    sessions.set('a', 'a2')
    perform(desk.registered('a'))
    expect(desk.tryAcquire('a', 'a1', 1)).toBe(false)
    expect(say('two')).toBe(true)
    expect(read()).toMatchObject({ dropped: 0, last_seq: 1 })
  })

  it('what comes too fast is dropped and counted, with what the consumer left out itself', () => {
    read()
    for (let i = 0; i < 60; i++) say(`line ${i}`)
    expect(read()).toMatchObject({ last_seq: 40, dropped: 20 })
    pass(SECOND)
    expect(say('later', 'a', { skipped: 5 })).toBe(true)
    expect(read('a', 40)).toMatchObject({ lines: [{ seq: 41, text: 'later' }], dropped: 25 })
    say('more', 'a', { skipped: Number.MAX_SAFE_INTEGER })
    expect(read().dropped).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('of a consumer the last 200 are kept', () => {
    read()
    for (let i = 1; i <= 250; i++) {
      now += 100
      say(`line ${i}`)
      read()
    }
    const { lines, last_seq } = read()
    expect([lines.length, lines[0]?.seq, last_seq]).toEqual([200, 51, 250])
  })

  it('who is gone is forgotten, and told so where it is still there', () => {
    read()
    read('b')
    say('one')
    perform(desk.forget(['a']))
    expect(textsOf('a')).toEqual(['one'])
    sessions.delete('a')
    perform(desk.forget(['a', 'nobody']))
    expect(told).toEqual(['a1 true', 'b1 true', 'a1 false'])
    expect(desk.figures).toMatchObject({ read: 1, known: 1, size: 0 })
    pass(15 * SECOND)
    expect(told.slice(3)).toEqual(['b1 false'])
  })

  it('[LV-7] a time in which nobody could read ends no reading, and what was sent in it is within the limit', () => {
    read()
    for (let i = 0; i < 40; i++) say('before')
    now += MINUTE
    desk.passGap(MINUTE)
    perform(desk.tick())
    expect(told).toEqual(['a1 true'])
    expect(Array.from({ length: 60 }, () => say('meanwhile')).every(Boolean)).toBe(true)
    pass(15 * SECOND)
    expect(told).toEqual(['a1 true', 'a1 false'])
  })

  it('all of them together have a bound: who was read longest ago loses its lines first', () => {
    desk = newDesk(3 * LINE_BYTES)
    sessions.set('c', 'c1')
    const text = 'x'.repeat(1000)
    read('c')
    say(text, 'c')
    pass(15 * SECOND)
    const start = now * 1000
    read('a')
    read('b')
    say(text, 'a')
    say(text, 'b')
    expect(desk.figures).toMatchObject({ known: 3, size: 3 * LINE_BYTES })
    say(text, 'b')
    expect(desk.figures).toMatchObject({ known: 2, size: 3 * LINE_BYTES })
    say(text, 'b')
    expect(read('a')).toMatchObject({ lines: [], last_seq: start + 1 })
    expect(read('b')).toMatchObject({ last_seq: start + 3 })
    expect(desk.figures.size).toBe(3 * LINE_BYTES)
    // Who writes keeps what it has just written, whoever was read last.
    read('b')
    read('a')
    say(text, 'b')
    expect(read('b').lines).toHaveLength(4)
  })

  it('whoever is read again is the last to lose its lines', () => {
    desk = newDesk(2 * LINE_BYTES)
    sessions.set('c', 'c1')
    const text = 'x'.repeat(1000)
    for (const id of ['a', 'b', 'c']) read(id)
    say(text, 'a')
    say(text, 'b')
    read('a')
    say(text, 'c')
    expect([textsOf('a').length, textsOf('b').length, textsOf('c').length]).toEqual([1, 0, 1])
  })

  it('as many are read at the same time as a monitor bears, and one more when somebody has stopped', () => {
    for (let i = 0; i <= MAX_READ_CONSUMERS; i++) sessions.set(`c${i}`, `s${i}`)
    for (let i = 0; i < MAX_READ_CONSUMERS; i++) read(`c${i}`, 0, `reader ${i % 4}`)
    expect(() => read(`c${MAX_READ_CONSUMERS}`)).toThrow('The logs of 200 consumers are being read already.')
    read('c0')
    expect(told).toHaveLength(MAX_READ_CONSUMERS)
    pass(14 * SECOND)
    read('c0')
    pass(SECOND)
    expect(desk.figures.read).toBe(1)
    expect(read(`c${MAX_READ_CONSUMERS}`).state).toBe('asked')
  })

  it('one reader leaves places to others, and reads what others began with', () => {
    for (let i = 0; i <= MAX_READ_BY_ONE; i++) sessions.set(`c${i}`, `s${i}`)
    for (let i = 0; i < MAX_READ_BY_ONE; i++) read(`c${i}`)
    const last = `c${MAX_READ_BY_ONE}`
    expect(() => read(last)).toThrow('You are reading the logs of 50 consumers already.')
    expect(read(last, 0, 'ben').state).toBe('asked')
    expect(read(last).state).toBe('asked')
    read('c0')
    pass(14 * SECOND)
    for (let i = 1; i < MAX_READ_BY_ONE; i++) read(`c${i}`)
    pass(SECOND)
    expect(read('a').state).toBe('asked')
  })
})
