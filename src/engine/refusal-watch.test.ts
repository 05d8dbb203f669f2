import { expect, it } from 'vitest'
import { MAX_REFUSED_SHOWN, REFUSALS_OVER_MS, RefusalWatch } from './refusal-watch.ts'

const said = (message: string) => ({ message })

it('[WS-12] refused frames are counted with the last reason, until none has come for a while', () => {
  const watch = new RefusalWatch()
  watch.note('c1', said('first'), 0)
  const { revision } = watch
  watch.note('c1', said('second'), 60_000)
  watch.tick(60_000)
  expect([...watch.all()]).toEqual([['c1', { count: 2, last: said('second') }]])
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

it('[WS-12] where it is the whole fleet, a hundred of them say enough', () => {
  const watch = new RefusalWatch()
  for (let i = 0; i < 9000; i++) watch.note(`c${i}`, said('no'), 0)
  watch.note('c8999', said('no'), 1)
  watch.tick(5000)
  expect([watch.all().size, watch.size]).toEqual([MAX_REFUSED_SHOWN, 9000])
  expect(watch.revision).toBe(MAX_REFUSED_SHOWN + 1)
  watch.forget('c0')
  watch.note('c8999', said('no'), 6000)
  watch.tick(10_000)
  expect([...watch.all().keys()].at(-1)).toBe('c100')
})

it('[WS-12] of a consumer that is gone nothing is remembered', () => {
  const watch = new RefusalWatch()
  watch.note('c1', said('first'), 0)
  watch.forget('c1')
  watch.forget('c2')
  expect([watch.size, watch.revision]).toEqual([0, 2])
})
