import type { Channels } from '../channels/channels.ts'
import type { Heartbeat } from '../heartbeat/heartbeat.ts'
import type { Reading } from './reading.ts'

interface Read {
  readonly channels: Pick<Channels, 'resources' | 'counts' | 'oldest'>
  readonly heartbeat: Pick<Heartbeat, 'counts'>
  readonly now: () => number
}

/** `[CN-5]` `[CN-8]` What became of messages to channels, and of pings. */
export function channelReadings({ channels, heartbeat, now }: Read): Reading[] {
  const gauge = (name: string, help: string, of: 'waiting' | 'failed'): Reading => ({
    kind: 'gauge',
    name,
    help,
    labels: ['channel'],
    read: () => channels.resources().map((channel) => [{ channel: channel.name }, channel[of]] as const),
  })
  return [
    {
      kind: 'counter',
      name: 'batchdeck_deliveries_total',
      help: 'Attempts to deliver messages, by channel and outcome (CN-5): delivered; retried: it failed and is tried again; given_up: it is not, until somebody sends it again.',
      labels: ['channel', 'outcome'],
      read: () =>
        [...channels.counts].flatMap(([channel, counts]) =>
          Object.entries(counts).map(([outcome, count]) => [{ channel, outcome }, count as number] as const),
        ),
    },
    gauge('batchdeck_deliveries_waiting', 'Messages that wait for a channel. Growing: it takes nothing.', 'waiting'),
    gauge(
      'batchdeck_deliveries_failed',
      'Messages that were given up and can be sent again or discarded; more than none is an alert (delivery_failed).',
      'failed',
    ),
    {
      kind: 'gauge',
      name: 'batchdeck_delivery_oldest_seconds',
      help: 'How long the oldest message that waits for a channel has been waiting; 0 where none does.',
      labels: ['channel'],
      read: () =>
        channels
          .oldest()
          .map(([channel, at]) => [{ channel }, at === null ? 0 : Math.max(0, now() - at) / 1000] as const),
    },
    {
      kind: 'counter',
      name: 'batchdeck_heartbeat_pings_total',
      help: 'Pings of the dead man’s switch by outcome, ok or failed (CN-8).',
      labels: ['outcome'],
      read: () => Object.entries(heartbeat.counts).map(([outcome, count]) => [{ outcome }, count] as const),
    },
  ]
}
