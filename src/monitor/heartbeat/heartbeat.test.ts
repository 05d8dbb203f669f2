import { beforeEach, describe, expect, it } from 'vitest'
import { Heartbeat } from './heartbeat.ts'
import type { PingOutcome } from './ping.ts'

describe('[CN-8] Heartbeat', () => {
  let now: number
  let pinged: string[]
  let answers: PingOutcome[]
  let logged: string[]

  beforeEach(() => {
    now = 0
    pinged = []
    answers = []
    logged = []
  })

  const start = (more: { url?: string | null; onStop?: 'log' | 'fail' | 'nothing' } = {}) =>
    new Heartbeat({
      url: 'https://hc.test/uuid?rid=1',
      interval: 60_000,
      onStop: 'log',
      userAgent: 'Batchdeck/1',
      ping: (url, body) => {
        pinged.push(`${now / 1000} ${url.pathname} ${body}`)
        return Promise.resolve(answers.shift() ?? { status: 200 })
      },
      steady: () => now,
      log: (line) => logged.push(line),
      ...more,
    })

  async function pass(heartbeat: Heartbeat, seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      now += 1000
      heartbeat.tick()
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
    }
  }

  it('[CN-8] pings at its interval, and does not make up for what was missed', async () => {
    const heartbeat = start()
    await pass(heartbeat, 121)
    expect(pinged.map((line) => line.split(' ')[0])).toEqual(['1', '61', '121'])
    now += 3_600_000
    await pass(heartbeat, 30)
    expect(pinged).toHaveLength(4)
    expect(heartbeat.counts).toEqual({ ok: 4, failed: 0 })
  })

  it('[CN-8] tries again soon what failed, is an alert after three, and until it works', async () => {
    const heartbeat = start()
    answers = [{ status: 500 }, { detail: 'ECONNREFUSED' }]
    await pass(heartbeat, 12)
    expect(heartbeat.alerts()).toEqual([])
    answers = [{ detail: 'ENOTFOUND' }]
    await pass(heartbeat, 25)
    expect(pinged.map((line) => line.split(' ')[0])).toEqual(['1', '11', '31'])
    expect(heartbeat.alerts()).toMatchObject([
      {
        alert_id: 'delivery_failed:heartbeat',
        kind: 'delivery_failed',
        message: 'hc.test cannot be reached: ENOTFOUND. The dead man’s switch was not reached 3 times in a row.',
        values: { failures: 3, problem: { key: 'heartbeat_unreachable' } },
      },
    ])
    expect(logged.join()).not.toContain('uuid')
    await pass(heartbeat, 60)
    expect(heartbeat.alerts()).toEqual([])
    expect(heartbeat.counts).toEqual({ ok: 1, failed: 3 })
  })

  it.each([
    ['log', ['0 /uuid/log The monitor was stopped on purpose.']],
    ['fail', ['0 /uuid/fail The monitor was stopped on purpose.']],
    ['nothing', []],
  ] as const)('[CN-8] says when it stops on purpose: %s', async (onStop, said) => {
    const heartbeat = start({ onStop })
    await heartbeat.close()
    expect(pinged).toEqual(said)
    heartbeat.tick()
    expect(pinged).toEqual(said)
  })

  it('[CN-8] pings nothing without an address', async () => {
    const heartbeat = start({ url: null })
    await pass(heartbeat, 3)
    await heartbeat.close()
    expect(pinged).toEqual([])
  })
})
