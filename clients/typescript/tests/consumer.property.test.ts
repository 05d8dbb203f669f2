import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Consumer } from '../src/index.ts'
import { FakeClock, settled } from './fake-clock.ts'
import { type FakeBatch, FakeMonitor } from './fake-monitor.ts'

type Step =
  | { readonly kind: 'assign'; readonly ids: readonly number[] }
  | { readonly kind: 'say'; readonly batch: number; readonly what: 'progress' | 'complete' | 'error' }
  /** The monitor reads so much of what is under way. */
  | { readonly kind: 'read'; readonly most: number }
  | { readonly kind: 'close'; readonly code: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'down' }
  | { readonly kind: 'up' }
  | { readonly kind: 'bad fetch' }
  | { readonly kind: 'too fast' }
  | { readonly kind: 'time'; readonly ms: number }

const kinds = ['silence', 'down', 'up', 'bad fetch', 'too fast'] as const
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('assign' as const), ids: fc.uniqueArray(fc.integer({ min: 1, max: 4 })) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      batch: fc.nat(3),
      what: fc.constantFrom('progress' as const, 'complete' as const, 'complete' as const, 'error' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), most: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('close' as const), code: fc.constantFrom(1000, 1006, 1012, 1013, 4413) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom(...kinds) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1, 300, 5000, 25_000) }),
  },
)

it('[CL-2] [CL-5] [CL-6] whatever happens, in the end the monitor knows every ack, every completion and how all stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new FakeClock()
      const monitor = new FakeMonitor()
      const consumer = new Consumer('ws://m/websocket/monitor', 'c-1', monitor.options(clock))
      consumer.on('problem', () => {})
      /** Batches whose completion was said, each with the object that said it. */
      const completed = new Set<number>()
      /** Epochs that the client has read a reload of. */
      const told = new Set<number>()
      let marker = 0
      consumer.start()
      await settled()
      for (const one of steps) {
        if (one.kind === 'assign') {
          const { socket } = monitor
          if (socket.readyState === 1 && !socket.isSilent) told.add(monitor.epoch + 1)
          monitor.assign(
            one.ids.map((id): FakeBatch => ({ batch_id: id, targets: [`t${id}`, `e${monitor.epoch % 2}`] })),
          )
        } else if (one.kind === 'say') {
          const batch = consumer.batches[one.batch]
          if (one.what === 'progress') batch?.progress(++marker % 100)
          else if (one.what === 'error') batch?.error(`e${++marker}`)
          else if (batch) {
            batch.complete()
            completed.add(batch.batchId)
          }
        } else if (one.kind === 'read') monitor.work(one.most)
        else if (one.kind === 'close') monitor.socket.over(one.code, 'x')
        else if (one.kind === 'silence') monitor.socket.isSilent = true
        else if (one.kind === 'down') monitor.isUp = false
        else if (one.kind === 'up') monitor.isUp = true
        else if (one.kind === 'bad fetch') monitor.answers.push({ status: 502, body: 'Bad gateway' })
        else if (one.kind === 'too fast') {
          const { socket } = monitor
          if (!socket.isSilent && socket.underway.shift()) {
            socket.say({ type: 'error', code: 'RATE_LIMITED', message: 'x' })
          }
        } else await clock.advance(one.ms)
        await settled()
      }
      // Everything is well from now on.
      monitor.isUp = true
      const until = clock.monotonic() + 240_000
      while (clock.monotonic() < until) {
        await clock.advance(1000)
        monitor.work()
      }
      expect(consumer.connected).toBe(true)
      expect(consumer.batches.map(({ batchId, targets }) => ({ batch_id: batchId, targets }))).toEqual(monitor.batches)
      const heard = monitor.of('batch_status')
      for (const id of completed) {
        expect(heard.some(({ batch_id, status }) => batch_id === id && status === 'completed')).toBe(true)
      }
      expect(monitor.of('heartbeat').at(-1)?.batches).toEqual(
        consumer.batches.map(({ batchId, status, percent }) => ({ batch_id: batchId, status, progress: percent })),
      )
      const acked = monitor.of('batch_reload_ack').map(({ epoch }) => epoch ?? 0)
      // A newer epoch answers those before it.
      for (const epoch of told) expect(acked.some((one) => one >= epoch)).toBe(true)
      consumer.abort()
      expect(clock.waiting).toBe(0)
    }),
    { numRuns: 200 },
  )
})
