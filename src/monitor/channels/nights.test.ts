import { describe, expect, it } from 'vitest'
import { Night, type NightReport, sinceEvening } from '../../../tests/nights/night.ts'
import { HOUR, MINUTE, nightKinds, randomOf, SECOND, type Weather, weatherOf } from '../../../tests/nights/weather.ts'
import { severityOf } from '../../contract/resources/alert.ts'
import type { ChannelDefinition } from '../../contract/resources/channel.ts'

/** `BATCHDECK_NIGHTS=5000` for a long watch. */
const NIGHTS = Number(process.env['BATCHDECK_NIGHTS'] ?? 200)
const FIRST_SEED = Number(process.env['BATCHDECK_SEED'] ?? 1)
const PER_HOUR = 12

const channels: Record<'phone' | 'chat', ChannelDefinition> = {
  phone: { kind: 'webhook', name: 'phone', url: 'https://phone.example/hook' },
  chat: {
    kind: 'slack',
    name: 'chat',
    url: 'https://chat.example/hook',
    min_severity: 'warning',
    quiet: { from: '23:00', to: '07:00', time_zone: 'Europe/Berlin' },
  },
}

describe(`[CN-5] [CN-6] in ${NIGHTS} nights of storms, flapping, restarts and receivers in every mood`, () => {
  const nights = Array.from({ length: NIGHTS }, (_, i) => {
    const random = randomOf(FIRST_SEED + i)
    const weather = weatherOf(nightKinds[i % nightKinds.length]!, random)
    const reportOf = (name: 'phone' | 'chat') => new Night(channels[name], weather, weather.moods[name], random).run()
    return { seed: FIRST_SEED + i, weather, phone: reportOf('phone'), chat: reportOf('chat') }
  })
  const reports = nights.flatMap(({ seed, weather, phone, chat }) => [
    { seed, weather, channel: 'phone', report: phone },
    { seed, weather, channel: 'chat', report: chat },
  ])
  function inEach(faultsOf: (report: NightReport, weather: Weather, channel: string) => readonly unknown[]) {
    const faults = reports.flatMap(({ seed, weather, channel, report }) =>
      faultsOf(report, weather, channel).map((fault) => ({ seed, kind: weather.kind, channel, fault })),
    )
    expect(faults).toEqual([])
  }

  it('every message comes, in order, and none is lost or given up', () => {
    inEach(({ made, received }) => [
      ...made.filter(({ state }) => state !== 'delivered'),
      ...made.filter(({ uid }) => !received.some(({ id }) => id === made.find((one) => one.uid === uid)!.delivery_id)),
      ...received.filter(({ id }, i) => i > 0 && id <= received[i - 1]!.id),
    ])
  })

  it('nothing critical is silent', () => {
    inEach(({ received, stretches }) => {
      const open = new Map<string, [number, number][]>()
      for (const { message } of received) {
        if (message.kind !== 'raised' && message.kind !== 'resolved') continue
        const at = sinceEvening(message.at)
        for (const { alert } of message.resolved) {
          const told = open.get(alert.alert_id)?.at(-1)
          if (told) told[1] = at
        }
        if (message.kind === 'raised')
          for (const { alert_id: id } of message.alerts) open.set(id, [...(open.get(id) ?? []), [at, Infinity]])
      }
      return stretches.filter(({ id, from, to }) => {
        if (to - from < 30 * SECOND) return false
        return !open.get(id)?.some(([raised, over]) => over > from && raised <= from + HOUR + 2 * MINUTE)
      })
    })
  })

  it('whatever is raised is resolved at the same place, once', () => {
    inEach(({ received }) => {
      const open = new Set<string>()
      const faults: unknown[] = []
      for (const { message } of received) {
        if (message.kind !== 'raised' && message.kind !== 'resolved') continue
        const news = message.kind === 'raised' ? message.alerts.map(({ alert_id }) => alert_id) : []
        const over = message.resolved.map(({ alert }) => alert.alert_id)
        for (const id of news) open.add(id)
        for (const id of over) if (!open.delete(id)) faults.push({ resolved: id })
        if (message.kind === 'resolved' && open.size > 0) faults.push({ allBackBut: [...open] })
      }
      return [...faults, ...open]
    })
  })

  it('no more messages are made in an hour than the channel takes', () => {
    inEach(({ made }) => made.filter(({ made_at: at }, i) => at - (made[i - PER_HOUR]?.made_at ?? -Infinity) < HOUR))
  })

  it('a storm rings the phone once, and once when all are back', () => {
    inEach(({ received }, { kind, storms }, channel) => {
      if (kind !== 'storms' || channel !== 'phone') return []
      const kinds = received.map(({ message }) => message.kind)
      const expected = Array.from({ length: storms }, () => ['raised', 'resolved']).flat()
      return JSON.stringify(kinds) === JSON.stringify(expected) ? [] : [kinds]
    })
  })

  it('the chat has nothing in its quiet hours but what is critical', () => {
    inEach(({ made }, _weather, channel) =>
      channel === 'phone'
        ? []
        : made.filter(({ made_at, message }) => {
            // 23:00 in Berlin is 22:00 in UTC.
            if (sinceEvening(made_at) >= 8 * HOUR || message.kind === 'summary' || message.kind === 'test') return false
            const alerts = message.kind === 'raised' ? message.alerts : message.resolved.map(({ alert }) => alert)
            return !alerts.some(({ kind }) => severityOf(kind) === 'critical')
          }),
    )
  })

  it('a night is a few messages', () => {
    const figures = nightKinds.map((kind) => {
      const counts = (of: 'phone' | 'chat') =>
        nights.filter(({ weather }) => weather.kind === kind).map((night) => night[of].received.length)
      return { kind, phone: spreadOf(counts('phone')), chat: spreadOf(counts('chat')) }
    })
    if (process.env['BATCHDECK_NIGHTS']) console.log(figures)
    for (const { phone } of figures) expect(phone.median).toBeLessThanOrEqual(40)
  })
})

function spreadOf(counts: readonly number[]): { median: number; most: number } {
  const sorted = counts.toSorted((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, most: sorted.at(-1) ?? 0 }
}
