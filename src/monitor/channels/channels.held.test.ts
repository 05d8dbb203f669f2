import { expect, it } from 'vitest'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { ChannelDefinition } from '../../contract/resources/channel.ts'
import { Channels } from './channels.ts'

const phone: ChannelDefinition = { kind: 'webhook', name: 'phone', url: 'https://phone.example/hook' }
const lost = {
  alert_id: 'coverage-1',
  kind: 'coverage',
  severity: 'critical',
  since: 0,
  task_id: 1,
  count: 3,
  message: 'x',
} as unknown as AlertResource

/** A channel, ten minutes of an alert, and what was sent. */
async function afterTenMinutes(isHeld: boolean) {
  let now = 1_800_000_000_000
  const sent: string[] = []
  const channels = new Channels({
    isHeld,
    storage: {},
    records: [],
    given: [phone],
    thread: { call: async () => null },
    stored: null,
    alerts: [],
    redactor: { learn: () => {} },
    giveUpAfter: 86_400_000,
    allowsPrivate: true,
    written: (write: Promise<unknown>) => write,
    send: async (_definition: unknown, message: { kind: string }) => {
      sent.push(message.kind)
      return { kind: 'delivered' }
    },
    summaries: {},
    tasks: () => [],
    monitor: 'deck',
    version: '1.2.3',
    link: () => null,
    now: () => now,
    steady: () => now,
    random: () => 0.5,
    say: () => {},
  } as unknown as ConstructorParameters<typeof Channels>[0])
  for (let n = 0; n < 120; n++) {
    now += 5000
    channels.accept({ alerts: [lost] })
    channels.tick()
    await Promise.resolve()
  }
  const { delivered } = await channels.test(phone, 'desktop')
  return { sent, delivered }
}

it('[DT-16] in safe mode a channel sends nothing by itself, and its test all the same', async () => {
  expect(await afterTenMinutes(false)).toEqual({ sent: ['raised', 'test'], delivered: true })
  expect(await afterTenMinutes(true)).toEqual({ sent: ['test'], delivered: true })
})
