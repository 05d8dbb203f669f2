import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Changes } from '../../src/contract/feed.ts'
import type { GivenSettings } from '../../src/settings/settings.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { selfSigned, trust } from './self-signed.ts'
import { TestConsumer } from './test-consumer.ts'
import { comesTrue } from '../resilience/comes-true.ts'

const DISKS_TIMEOUT_MS = 20_000

/** A monitor with TLS and a fleet that has done a bit of everything; whoever starts it ends it. */
export interface MeasuredFleet extends AsyncDisposable {
  readonly running: RunningMonitor
  readonly consumers: readonly TestConsumer[]
  scrape(): Promise<string>
}

/** The monitor looks at its fleet a few times a second; done when it shows what is waited for. */
export async function untilShown({ monitor }: RunningMonitor, isShown: (shown: Changes) => boolean): Promise<void> {
  let unsubscribe = () => {}
  await new Promise<void>((shown) => {
    unsubscribe = monitor.api.subscribe((frame) => {
      if (isShown(frame.type === 'snapshot' ? frame.snapshot : frame.changes)) shown()
    })
  })
  unsubscribe()
}

/** Two consumers with 300 targets, a source of them, and one rollout behind them, and one observer. */
export async function measuredFleet(given: GivenSettings = {}): Promise<MeasuredFleet> {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-measured-'))
  const certificate = selfSigned(folder, 'measured')
  trust(certificate)
  const tls = { 'server.tls-cert': certificate.certFile, 'server.tls-key': certificate.keyFile }
  const running = await runMonitor({ ...tls, 'monitor.liveness.member-debounce': '20ms', ...given })
  const consumers = [
    await TestConsumer.register(running.consumerUrl, 'c1'),
    await TestConsumer.register(running.consumerUrl, 'c2'),
  ]
  const observer = await TestConsumer.connect(running.consumerUrl)
  observer.send({ type: 'subscribe' })
  await observer.next('subscribed')
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Measured' })
  const list = Array.from({ length: 300 }, (_, n) => `target-${n}`).join('\n')
  await running.send('PUT', '/api/tasks/1/targets', list)
  for (const [index, consumer] of consumers.entries()) {
    await consumer.next('batch_reload')
    const consumer_id = `c${index + 1}`
    consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id, action: 'reloading' })
    consumer.send({
      type: 'heartbeat',
      consumer_id,
      batches: [{ batch_id: index + 1, status: 'running', progress: 5 }],
      timestamp: 1,
    })
    await consumer.next('pong')
  }
  // A source that gives what is there already.
  const file = join(folder, 'list.txt')
  writeFileSync(file, list)
  await running.monitor.api.call('sources.put', { task_id: 1, source: { kind: 'file', file } })
  // Where nobody listens, and nothing is sent.
  const channel = { kind: 'webhook', name: 'phone', url: 'http://127.0.0.1:9/hook' } as const
  await running.monitor.api.call('channels.put', { channel })
  await untilShown(running, ({ sources = [] }) => sources.some(({ state }) => state === 'ok'))
  await untilShown(running, ({ epochs = [] }) => epochs.some(({ state }) => state === 'settled'))
  const scrape = async (): Promise<string> => (await fetch(`${running.monitor.address.url}/metrics`)).text()
  // It looks at its disks in its first seconds.
  await comesTrue(async () => (await scrape()).includes('batchdeck_disk_free_bytes{'), DISKS_TIMEOUT_MS)
  return {
    running,
    consumers,
    scrape,
    async [Symbol.asyncDispose]() {
      for (const consumer of [...consumers, observer]) await consumer[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
