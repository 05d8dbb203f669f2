import fc from 'fast-check'
import { expect, it } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { Effect } from '../../engine/effects.ts'
import { LogDesk } from './log-desk.ts'

const MOST_BYTES = 4000
const ids = ['a', 'b', 'c'] as const

/** Consumers that come and go, and what each of their connections has been told. */
class Fleet {
  now = 0
  /** Null while it is away; who is not in it is not known. */
  readonly sessions = new Map<string, string | null>()
  readonly told = new Map<string, boolean>()
  readonly faults: string[] = []
  readonly desk: LogDesk
  private lastSession = 0

  constructor() {
    this.desk = new LogDesk(
      {
        engine: {
          hasConsumer: (id) => this.sessions.has(id),
          consumerResource: (id) => {
            const session_id = this.sessions.get(id)
            if (session_id === undefined) throw refusal('consumer_unknown', { consumer: id })
            return { consumer_id: id, session_id, has_log: true } as ConsumerResource
          },
        },
        rate: 2,
        now: () => this.now,
        steady: () => this.now,
      },
      MOST_BYTES,
    )
  }

  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind !== 'send' || effect.frame.type !== 'log_wanted') throw new Error('Something else was sent.')
      const { wanted } = effect.frame
      this.hold((this.told.get(effect.session_id) ?? false) !== wanted, `${effect.session_id} is told twice`)
      this.told.set(effect.session_id, wanted)
    }
  }

  register(id: string): void {
    this.sessions.set(id, `${id}${++this.lastSession}`)
    this.perform(this.desk.registered(id))
  }

  read(id: string): void {
    if (!this.sessions.has(id)) return
    const { log, effects } = this.desk.read(id, 0, 'anna')
    this.perform(effects)
    const session = this.sessions.get(id)!
    this.hold(session === null || this.told.get(session) === true, `${id} is read and was not asked`)
    this.hold((log.state === 'offline') === (session === null), `${id} is ${log.state}`)
    const first = log.last_seq - log.lines.length + 1
    this.hold(
      log.lines.every(({ seq }, i) => seq === first + i),
      `the lines of ${id} have gaps`,
    )
  }

  say(id: string): void {
    const session = this.sessions.get(id)
    if (session == null) return
    const isTaken = this.desk.tryAcquire(id, session, 1)
    if (!isTaken) return
    this.hold(this.told.get(session) === true, `${id} is heard and was not asked`)
    this.desk.accept(id, session, { type: 'log', level: 'info', text: 'x'.repeat(200) })
    this.hold(this.desk.figures.size <= MOST_BYTES + 520, 'more is kept than may be')
  }

  pass(ms: number): void {
    this.now += ms
    this.perform(this.desk.tick())
  }

  leave(id: string): void {
    this.sessions.delete(id)
    this.perform(this.desk.forget([id]))
  }

  private hold(isTrue: boolean, fault: string): void {
    if (!isTrue) this.faults.push(fault)
  }
}

const kinds = ['register', 'cut', 'leave', 'read', 'say', 'say', 'pass', 'gap'] as const

it('[WS-29] in any history nobody is told twice, whoever is read was asked, and in the end all are told and nothing is left', () => {
  const act = fc.record({
    kind: fc.constantFrom(...kinds),
    id: fc.constantFrom(...ids),
    ms: fc.constantFrom(100, 5000, 14_999, 15_000, 300_000),
  })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const fleet = new Fleet()
      for (const { kind, id, ms } of acts) {
        if (kind === 'register') fleet.register(id)
        else if (kind === 'cut' && fleet.sessions.has(id)) fleet.sessions.set(id, null)
        else if (kind === 'leave') fleet.leave(id)
        else if (kind === 'read') fleet.read(id)
        else if (kind === 'say') fleet.say(id)
        else if (kind === 'pass') fleet.pass(ms)
        else if (kind === 'gap') {
          fleet.now += ms
          fleet.desk.passGap(ms)
        }
      }
      expect(fleet.faults).toEqual([])
      fleet.pass(15_000)
      for (const session of fleet.sessions.values()) {
        if (session !== null) expect(fleet.told.get(session) ?? false).toBe(false)
      }
      expect(fleet.desk.figures.read).toBe(0)
      fleet.pass(300_000)
      expect(fleet.desk.figures).toMatchObject({ known: 0, size: 0 })
    }),
    { numRuns: 300 },
  )
})
