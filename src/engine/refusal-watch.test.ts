import { expect, it } from 'vitest'
import { REFUSALS_OVER_MS, RefusalWatch } from './refusal-watch.ts'

const said = (message: string) => ({ message })

it('[WS-12] refused frames are counted with the last reason, until none has come for a while', () => {
  const watch = new RefusalWatch()
  watch.note('c1', said('first'), 0)
  const { revision } = watch
  watch.note('c1', said('second'), 60_000)
  watch.tick(60_000)
  expect([...watch.all()]).toEqual([['c1', { count: 2, last: said('second'), lastAt: 60_000 }]])
  expect(watch.revision).toBe(revision + 1)
  watch.tick(60_000 + REFUSALS_OVER_MS - 1)
  expect(watch.size).toBe(1)
  watch.tick(60_000 + REFUSALS_OVER_MS)
  expect([...watch.all()]).toEqual([])
  expect(watch.revision).toBe(revision + 2)
})

it('[WS-12] a flood is shown every few seconds, not with each frame', () => {
  const watch = new RefusalWatch()
  for (let now = 0; now < 10_000; now += 10) {
    watch.note('c1', said('again'), now)
    watch.tick(now)
  }
  expect(watch.revision).toBeLessThanOrEqual(3)
})

it('[WS-12] of a consumer that is gone nothing is remembered', () => {
  const watch = new RefusalWatch()
  watch.note('c1', said('first'), 0)
  watch.forget('c1')
  watch.forget('c2')
  expect([watch.size, watch.revision]).toEqual([0, 2])
})
