import { expect, it } from 'vitest'
import { refusal } from '../contract/refusal.ts'
import { PendingCalls } from './pending-calls.ts'

it('settles each call by its own answer, once, and keeps none that is settled', async () => {
  const calls = new PendingCalls()
  const sent: number[] = []
  const [first, second, third] = [1, 2, 3].map(() => calls.add((id) => sent.push(id)))
  expect(new Set(sent).size).toBe(3)
  expect(calls.size).toBe(3)
  calls.settle({ type: 'answer', id: sent[1]!, ok: true, result: 'b' })
  calls.settle({ type: 'answer', id: sent[0]!, ok: false, problem: { code: 'CONFLICT', message: 'not now' } })
  calls.settle({ type: 'answer', id: 99, ok: true, result: 'late' })
  expect(await second).toBe('b')
  await expect(first).rejects.toMatchObject({ code: 'CONFLICT', message: 'not now' })
  expect(calls.size).toBe(1)
  calls.rejectAll(refusal('connection_lost'))
  await expect(third).rejects.toMatchObject({ code: refusal('connection_lost').code })
  expect(calls.size).toBe(0)
})
