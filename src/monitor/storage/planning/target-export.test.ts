import { describe, expect, it } from 'vitest'
import { emptyAssignment } from '../../../planner/assignment.ts'
import { plan } from '../../../planner/plan.ts'
import { priorities } from '../../../planner/priority.ts'
import { exportTargets } from './target-export.ts'

const { assignment } = plan({
  previous: emptyAssignment,
  edit: {
    kind: 'replace',
    targets: ['#d', 'c', 'b', '0xAb'],
    ratings: Uint8Array.from(['medium', 'medium', 'low', 'urgent'] as const, (priority) =>
      priorities.indexOf(priority),
    ),
    attributes: [null, '{"label":"=1, \\"q\\""}', null, '{"10":"ten","9":"nine","chain":"eth"}'],
  },
  members: ['a', 'b'],
  options: { batchSize: 2, virtualNodes: 9, strategy: 'balanced', spareBatches: 1, priorityLevels: 1 },
  nextBatchId: 1,
})
const atOnce = () => null
const text = async (format: 'text' | 'csv' | 'json' | 'ndjson') =>
  Buffer.from(await exportTargets(assignment, format, { task_id: 3, epoch: 7 }, atOnce)).toString()

describe('[AT-3] the target set as a list', () => {
  it('of text has the targets alone', async () => {
    expect(await text('text')).toBe('\\#d\n0xAb\nb\nc\n')
  })

  it('of CSV has a column for each attribute that there is', async () => {
    expect((await text('csv')).split('\r\n')).toEqual([
      'target,priority,10,9,chain,label',
      '#d,medium,,,,',
      '0xAb,urgent,ten,nine,eth,',
      'b,low,,,,',
      'c,medium,,,,"=1, ""q"""',
      '',
    ])
  })

  it('of JSON has objects where there is anything to say', async () => {
    const targets = [
      '#d',
      { target: '0xAb', priority: 'urgent', attributes: { '9': 'nine', '10': 'ten', chain: 'eth' } },
      { target: 'b', priority: 'low' },
      { target: 'c', attributes: { label: '=1, "q"' } },
    ]
    expect(JSON.parse(await text('json'))).toEqual({ task_id: 3, epoch: 7, targets })
    const lines = (await text('ndjson')).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(targets)
  })

  it('is whole where it is written in several pieces', async () => {
    const targets = Array.from({ length: 25_000 }, (_, n) => `t${String(n).padStart(5, '0')}`)
    const long = plan({
      previous: emptyAssignment,
      edit: { kind: 'replace', targets },
      members: [],
      options: { batchSize: 99, virtualNodes: 9, strategy: 'balanced', spareBatches: 1, priorityLevels: 1 },
      nextBatchId: 1,
    })
    const of = { task_id: 1, epoch: 1 }
    let breaths = 0
    const breathe = () => {
      breaths++
      return null
    }
    const written = async (format: 'text' | 'json' | 'csv') =>
      Buffer.from(await exportTargets(long.assignment, format, of, breathe)).toString()
    expect(await written('text')).toBe(targets.map((target) => `${target}\n`).join(''))
    expect(JSON.parse(await written('json'))).toEqual({ ...of, targets })
    expect((await written('csv')).split('\r\n')).toHaveLength(25_002)
    // Each time where it is gathered, put in order and written.
    expect(breaths).toBeGreaterThan(3 * 20)
  })
})
