// A worker for Node 24 or later: node worker.ts ws://127.0.0.1:8080/websocket/monitor worker-1
import { setTimeout as sleep } from 'node:timers/promises'
import { Consumer } from '@batchdeck/client'

const [url = 'ws://127.0.0.1:8080/websocket/monitor', id = 'worker-1'] = process.argv.slice(2)
await using consumer = new Consumer(url, id, { token: process.env['BATCHDECK_TOKEN'], version: '1.0' })
consumer.stopOnSignals()
consumer.on('assigned', ({ epoch, added }) => console.log(`epoch ${epoch}: ${added.length} batches`))

for await (const batch of consumer.work({ every: 10_000 })) {
  try {
    for (const [i, target] of batch.targets.entries()) {
      if (batch.revoked) break
      await lookAt(target)
      batch.progress((100 * (i + 1)) / batch.targets.length)
    }
    batch.complete()
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    batch.error(error)
    consumer.log('error', error, batch)
  }
}

/** What you watch a target for goes here. */
async function lookAt(target: string): Promise<void> {
  await sleep(10)
  if (target === '') throw new Error('There is nothing to look at.')
}
