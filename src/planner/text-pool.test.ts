import { expect, it } from 'vitest'
import { emptyAssignment, placedTargets } from './assignment.ts'
import { plan } from './plan.ts'
import { TextPool } from './text-pool.ts'

it('gives equal texts back, and goes on where there are more than it remembers', () => {
  const pool = new TextPool()
  const texts = Array.from({ length: 200_000 }, (_, n) => `t${n}`)
  expect(texts.filter((text) => pool.own(text) !== text)).toEqual([])
  expect(pool.own(['t', '7'].join(''))).toBe('t7')
})

it('[AT-2] attributes that stay are no change, wherever their text comes from', () => {
  const options = { batchSize: 9, virtualNodes: 9, strategy: 'balanced', spareBatches: 1, priorityLevels: 1 } as const
  const targets = ['a', 'b', 'c']
  const given = (labels: (string | null)[]) => ({ kind: 'replace', targets, attributes: labels }) as const
  const labels = ['{"label":"x"}', null, '{"label":"y"}']
  const terms = { members: ['m'], options, nextBatchId: 1 }
  const first = plan({ ...terms, previous: emptyAssignment, edit: given(labels) })
  const copies = labels.map((text) => text && Array.from(text).join(''))
  expect(plan({ ...terms, previous: first.assignment, edit: given(copies) }).changed).toBe(false)
  const other = plan({ ...terms, previous: first.assignment, edit: given(['{"label":"z"}', null, null]) })
  expect(other).toMatchObject({ changed: true, consumersTouched: [], counts: { described: 2, batches_changed: 0 } })
  const silent = plan({ ...terms, previous: first.assignment, edit: { kind: 'replace', targets: ['a', 'd'] } })
  const kept = new Map(Array.from(placedTargets(silent.assignment), (placed) => [placed.target, placed.attributes]))
  expect(kept).toEqual(
    new Map([
      ['a', labels[0]],
      ['d', null],
    ]),
  )
})
