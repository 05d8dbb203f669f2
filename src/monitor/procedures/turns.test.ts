import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

it('[EP-1] what changes something is done one after the other, also behind what failed', async () => {
  const turns = new Turns()
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const results = [
    turns.inTurn(async () => {
      done.push('first begins')
      await first.promise
      done.push('first ends')
      throw new Error('it failed')
    }),
    turns.inTurn(async () => {
      done.push('second')
      return 2
    }),
    turns.inTurn(async () => {
      done.push('third')
      return 3
    }),
  ]
  await expect.poll(() => done).toEqual(['first begins'])
  first.resolve()
  expect(await Promise.allSettled(results)).toMatchObject([
    { reason: { message: 'it failed' } },
    { value: 2 },
    { value: 3 },
  ])
  expect(done).toEqual(['first begins', 'first ends', 'second', 'third'])
})
