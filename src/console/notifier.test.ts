import { describe, expect, it } from 'vitest'
import type { AlertKind, AlertResource } from '../contract/resources/alert.ts'
import { type Circumstances, type Notice, Notifier, type NotifierState } from './notifier.ts'
import {
  CHANNEL_CRITICAL_GROUP_MS,
  CHANNEL_CRITICAL_LIMIT_MS,
  CHANNEL_FORGET_MS,
  CHANNEL_GRACE_MS,
  CHANNEL_GROUP_MS,
  CHANNEL_LIMIT_MS,
  CHANNEL_SETTLE_MS,
  channelRules,
} from './notifier-rules.ts'

const HOUR_MS = 3_600_000
const START = 1_700_000_000_000
const usual: Circumstances = { pausedUntil: 0, isWatched: () => false, isQuiet: () => false }
const mark = { at: START, by: 'ann' }

const alert = (id: string, more: Partial<AlertResource> = {}): AlertResource => ({
  alert_id: id,
  kind: id.split(':')[0] as AlertKind,
  since: START,
  ...more,
})
const lost = (key: number) => alert(`consumer_lost:${key}`)
const coverage = alert('coverage:1')

/** A channel with a clock: what it says in each second. */
function running(perHour = 12, isFor: (alert: AlertResource) => boolean = () => true) {
  const rules = channelRules(perHour, isFor)
  let notifier = new Notifier<string>(START, rules)
  let now = START
  let circumstances = usual
  notifier.accept([], now)
  const channel = {
    set: (change: Partial<Circumstances>) => (circumstances = { ...circumstances, ...change }),
    take: (...alerts: AlertResource[]) => notifier.accept(alerts, now),
    pass(ms: number) {
      const said: string[] = []
      for (const end = now + ms; now < end; now += 1000) said.push(...notifier.due(now, circumstances).map(words))
      return said
    },
    /** It ends, and is there again after a while. */
    restart(down = 0) {
      const state = JSON.parse(JSON.stringify(notifier.state)) as NotifierState
      now += down
      notifier = new Notifier<string>(now, rules, state)
    },
    get now() {
      return now
    },
    get state() {
      return notifier.state
    },
  }
  return channel
}

/** One whose grace is over. */
function awake(...given: Parameters<typeof running>) {
  const channel = running(...given)
  channel.pass(CHANNEL_GRACE_MS)
  return channel
}

function words(notice: Notice): string {
  const resolved = notice.resolved.map((one) => one.alert.alert_id)
  const over = resolved.length > 0 ? ` over ${resolved.join(' ')}` : ''
  if (notice.type === 'recovered') return `all back${over}`
  const open = notice.open > 0 ? ` open ${notice.open}` : ''
  return `raised ${notice.alerts.map(({ alert_id }) => alert_id).join(' ')}${over}${open}`
}

describe('[CN-6] a channel', () => {
  it('has one message of what comes together, soon where it is critical, and one when all are back', () => {
    const channel = awake()
    channel.take(lost(1))
    channel.pass(5000)
    channel.take(lost(1), coverage)
    expect(channel.pass(CHANNEL_CRITICAL_GROUP_MS)).toEqual([])
    channel.take(lost(1), coverage, lost(2))
    expect(channel.pass(1000)).toEqual(['raised consumer_lost:1 coverage:1 consumer_lost:2'])
    channel.take()
    expect(channel.pass(CHANNEL_SETTLE_MS)).toEqual([])
    expect(channel.pass(HOUR_MS)).toEqual(['all back over consumer_lost:1 coverage:1 consumer_lost:2'])
  })

  it('has more while it lasts for news only: after minutes, sooner where it is critical, with what is over', () => {
    const channel = awake()
    channel.take(lost(1), lost(2))
    expect(channel.pass(CHANNEL_GROUP_MS + 1000)).toEqual(['raised consumer_lost:1 consumer_lost:2'])
    channel.take(lost(1), lost(3))
    expect(channel.pass(CHANNEL_LIMIT_MS - 1000)).toEqual([])
    expect(channel.pass(1000)).toEqual(['raised consumer_lost:3 over consumer_lost:2 open 1'])
    channel.take(lost(1), lost(3), coverage)
    expect(channel.pass(CHANNEL_CRITICAL_LIMIT_MS - 1000)).toEqual([])
    expect(channel.pass(1000)).toEqual(['raised coverage:1 open 2'])
    expect(channel.pass(2 * HOUR_MS)).toEqual([])
  })

  it('is not told again of what comes and goes, nor that it is over before it is', () => {
    const channel = awake()
    channel.take(coverage)
    expect(channel.pass(20_000)).toEqual(['raised coverage:1'])
    for (let i = 0; i < 100; i++) {
      channel.take()
      expect(channel.pass(CHANNEL_SETTLE_MS - 5000)).toEqual([])
      channel.take(coverage)
      expect(channel.pass(30_000)).toEqual([])
    }
  })

  it('hears of what is critical and comes and goes too fast to be told', () => {
    const channel = awake()
    const said: string[] = []
    for (let i = 0; i < 5; i++) {
      channel.take(coverage)
      said.push(...channel.pass(4000))
      channel.take()
      said.push(...channel.pass(4000))
    }
    expect(said).toEqual(['raised coverage:1'])
  })

  it('says nothing in the grace of what is over by then, also where it starts again and again; but of what outlasts it', () => {
    const channel = running()
    channel.take(coverage)
    channel.pass(CHANNEL_GRACE_MS - 1000)
    channel.take()
    expect(channel.pass(HOUR_MS)).toEqual([])
    channel.take(coverage)
    const said: string[] = []
    for (let i = 0; i < 4; i++) {
      channel.restart(5000)
      channel.take(coverage)
      said.push(...channel.pass(CHANNEL_GRACE_MS - 20_000))
    }
    expect(said).toEqual(['raised coverage:1'])
  })

  it('waits for the grace again where what was seen just before a restart is there hours later', () => {
    const channel = awake()
    channel.take(coverage)
    channel.pass(5000)
    channel.restart(HOUR_MS)
    channel.take(coverage)
    expect(channel.pass(CHANNEL_GRACE_MS - 1000)).toEqual([])
    channel.take()
    expect(channel.pass(HOUR_MS)).toEqual([])
  })

  it('goes on after a restart: what was said is not said again, and what is over by then is resolved', () => {
    const channel = awake()
    channel.take(coverage, lost(1))
    expect(channel.pass(20_000)).toEqual(['raised coverage:1 consumer_lost:1'])
    channel.restart(600_000)
    expect(channel.pass(5000)).toEqual([])
    channel.take(coverage)
    expect(channel.pass(HOUR_MS)).toEqual([])
    channel.restart()
    channel.take()
    expect(channel.pass(HOUR_MS)).toEqual(['all back over consumer_lost:1 coverage:1'])
  })

  it('says nothing after a restart before it has heard what is in force', () => {
    const channel = awake()
    channel.take(coverage)
    expect(channel.pass(20_000)).toEqual(['raised coverage:1'])
    channel.take()
    channel.pass(CHANNEL_SETTLE_MS / 2)
    channel.restart()
    expect(channel.pass(2 * CHANNEL_GRACE_MS)).toEqual([])
    channel.take(coverage)
    expect(channel.pass(HOUR_MS)).toEqual([])
  })

  it('says what is critical in quiet hours, and the rest after them if it is still so', () => {
    const channel = awake()
    channel.set({ isQuiet: () => true })
    channel.take(lost(1), lost(2), coverage)
    expect(channel.pass(20_000)).toEqual(['raised coverage:1'])
    channel.take(lost(1))
    expect(channel.pass(HOUR_MS)).toEqual(['all back over coverage:1'])
    channel.set({ isQuiet: () => false })
    expect(channel.pass(1000)).toEqual(['raised consumer_lost:1'])
    channel.set({ isQuiet: () => true })
    channel.take()
    expect(channel.pass(HOUR_MS)).toEqual([])
    channel.set({ isQuiet: () => false })
    expect(channel.pass(1000)).toEqual(['all back over consumer_lost:1'])
  })

  it('[AL-6] is told nothing more of what somebody looks after, but of its end', () => {
    const channel = awake()
    channel.take({ ...lost(1), acknowledged: mark }, coverage)
    expect(channel.pass(HOUR_MS)).toEqual(['raised coverage:1'])
    channel.take({ ...lost(1), acknowledged: mark }, { ...coverage, acknowledged: mark })
    channel.take({ ...lost(1), acknowledged: mark })
    expect(channel.pass(HOUR_MS)).toEqual(['all back over coverage:1'])
    channel.take(lost(1))
    expect(channel.pass(HOUR_MS)).toEqual(['raised consumer_lost:1'])
  })

  it('[AL-6] [AL-7] is told of what is snoozed once more, and of what is muted when that ends', () => {
    const channel = awake()
    channel.take(coverage)
    expect(channel.pass(20_000)).toEqual(['raised coverage:1'])
    const until = channel.now + HOUR_MS
    const silent = [
      { ...coverage, snoozed: { ...mark, until } },
      { ...lost(1), muted: { window_id: 1, until } },
    ]
    channel.take(...silent)
    expect(channel.pass(HOUR_MS)).toEqual([])
    expect(channel.pass(60_000)).toEqual(['raised coverage:1 consumer_lost:1'])
    channel.take()
    expect(channel.pass(HOUR_MS)).toEqual(['all back over coverage:1 consumer_lost:1'])
  })

  it('has no more than so many in an hour: what is critical and was kept back comes with its end, the rest gives way', () => {
    const channel = awake(4)
    const said: string[] = []
    for (let i = 0; i < 12; i++) {
      channel.take(alert(`batch_errors:${i}`))
      said.push(...channel.pass(40_000))
      channel.take()
      said.push(...channel.pass(CHANNEL_LIMIT_MS))
    }
    expect(said.slice(0, 3)).toEqual([
      'raised batch_errors:0',
      'all back over batch_errors:0',
      'raised batch_errors:11',
    ])
    const tight = awake(2)
    tight.take(coverage)
    expect(tight.pass(20_000)).toEqual(['raised coverage:1'])
    tight.take()
    expect(tight.pass(120_000)).toEqual(['all back over coverage:1'])
    tight.take(alert('storage:-'))
    tight.pass(60_000)
    tight.take()
    expect(tight.pass(50 * 60_000)).toEqual([])
    expect(tight.pass(20 * 60_000)).toEqual(['raised storage:- over storage:-'])
    expect(tight.pass(2 * HOUR_MS)).toEqual([])
  })

  it('hears of the end of what was over for long, came again and went before it could be told', () => {
    const channel = awake()
    channel.take(lost(1), lost(2))
    channel.pass(60_000)
    channel.take(lost(2))
    channel.pass(CHANNEL_FORGET_MS + 1000)
    channel.take(lost(1), lost(2))
    channel.pass(5000)
    channel.take(lost(2))
    expect(channel.pass(HOUR_MS)).toEqual([])
    channel.take()
    expect(channel.pass(HOUR_MS)).toEqual(['all back over consumer_lost:1 consumer_lost:2'])
  })

  it('hears that all are back though others come and go too fast to be told', () => {
    const channel = awake()
    channel.take(coverage)
    channel.pass(20_000)
    const said: string[] = []
    for (let i = 0; i < 60; i++) {
      channel.take(lost(i))
      said.push(...channel.pass(CHANNEL_GROUP_MS / 3))
    }
    expect(said).toEqual(['all back over coverage:1'])
  })

  it('follows what it was told of to its end, whatever it is for by then', () => {
    let isForLost = true
    const channel = awake(12, ({ kind }) => isForLost || kind !== 'consumer_lost')
    channel.take(lost(1))
    expect(channel.pass(60_000)).toEqual(['raised consumer_lost:1'])
    isForLost = false
    channel.take(lost(1), lost(2))
    expect(channel.pass(HOUR_MS)).toEqual([])
    channel.take(lost(2))
    expect(channel.pass(HOUR_MS)).toEqual(['all back over consumer_lost:1'])
  })

  it('keeps no more than what it was told of and is not over: 20,000 come and go', () => {
    const channel = awake(1000)
    const said: string[] = []
    for (let i = 0; i < 20_000; i += 1000) {
      channel.take(
        ...Array.from({ length: 1000 }, (_, k) => alert(k % 2 ? `coverage:${i + k}` : `consumer_lost:${i + k}`)),
      )
      said.push(...channel.pass(15_000))
      expect(JSON.stringify(channel.state).length).toBeLessThan(500_000)
      channel.take()
      said.push(...channel.pass(2 * CHANNEL_FORGET_MS))
    }
    expect(said.length).toBeGreaterThan(20)
    expect(JSON.stringify(channel.state).length).toBeLessThan(5000)
  })
})
