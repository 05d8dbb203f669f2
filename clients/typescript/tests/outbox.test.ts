import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Outbox } from '../src/outbox.ts'

interface Said {
  readonly key: string
  readonly n: number
}

type Step =
  | { readonly kind: 'put'; readonly key: string; readonly isKept: boolean }
  | { readonly kind: 'send' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'answer' }
  /** How much of what is under way arrives before the line breaks. */
  | { readonly kind: 'break'; readonly arrived: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      isKept: fc.constant(true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      key: fc.constantFrom('x', 'y'),
      isKept: fc.constant(false),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('send' as const, 'ask' as const, 'answer' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const), arrived: fc.nat(8) }) },
)

it('[CL-5] whatever becomes of the line, the last of all that must not be lost arrives, and nothing older after it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const outbox = new Outbox<Said>()
      const line: (Said | { readonly question: number })[] = []
      const arrived: Said[] = []
      const answers: number[] = []
      const last = new Map<string, number>()
      let n = 0
      const arrive = (most: number) => {
        for (const one of line.splice(0, most)) {
          if ('question' in one) answers.push(one.question)
          else arrived.push(one)
        }
      }
      const send = () => {
        const frame = outbox.take()
        if (frame) line.push(frame)
      }
      const ask = () => {
        outbox.asked(++n)
        line.push({ question: n })
      }
      const answer = () => {
        arrive(3)
        const timestamp = answers.shift()
        if (timestamp !== undefined) outbox.answered(timestamp)
      }
      for (const one of steps) {
        if (one.kind === 'put') {
          const said = { key: one.key, n: ++n }
          if (one.isKept) last.set(one.key, said.n)
          outbox.put(one.key, said, one.isKept)
        } else if (one.kind === 'send') send()
        else if (one.kind === 'ask') ask()
        else if (one.kind === 'answer') answer()
        else {
          arrive(one.arrived)
          line.length = answers.length = 0
          outbox.again()
        }
      }
      // The line holds from now on.
      while (outbox.size > 0) send()
      ask()
      while (line.length + answers.length > 0) answer()
      for (const [key, newest] of last) {
        const heard = arrived.filter((said) => said.key === key)
        expect(heard.at(-1)?.n).toBe(newest)
      }
      expect(outbox.unprovenCount).toBe(0)
    }),
    { numRuns: 300 },
  )
})

it('[CL-5] a report takes the place of one that waits, and an unknown answer proves nothing', () => {
  const outbox = new Outbox<string>()
  outbox.put('a', 'a1', true)
  outbox.put('b', 'b1')
  outbox.put('a', 'a2', true)
  expect([outbox.take(), outbox.take(), outbox.take()]).toEqual(['b1', 'a2', null])
  outbox.asked(7)
  outbox.answered(8)
  expect(outbox.unprovenCount).toBe(1)
  outbox.answered(7)
  expect(outbox.unprovenCount).toBe(0)
})

it('[CL-5] what goes once more goes first, unless something newer of its key waits', () => {
  const outbox = new Outbox<string>()
  outbox.put('a', 'a1', true)
  outbox.put('c', 'c1', true)
  outbox.take()
  outbox.take()
  outbox.put('b', 'b1')
  outbox.put('a', 'a2', true)
  outbox.again()
  expect([outbox.take(), outbox.take(), outbox.take(), outbox.take()]).toEqual(['c1', 'b1', 'a2', null])
})
