import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type BatchStatus, batchStatuses } from '../../../contract/resources/batch.ts'
import { type Assignment, emptyAssignment, locate } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import type { Identity } from '../../../planner/identity.ts'
import { plan, type TargetEdit } from '../../../planner/plan.ts'
import { TargetReports } from './target-reports.ts'

const LIMIT = 100
const all = Array.from({ length: 40 }, (_, i) => `t${i}`)

/** A task, and what is said of its targets. */
class Watched {
  readonly reports = new TargetReports()
  assignment: Assignment = emptyAssignment
  private nextBatchId = 1
  private readonly counted = new Map<number, number>()

  publish(edit: TargetEdit, members: readonly string[], identity: Identity = 'exact'): void {
    const before = this.assignment
    const options = {
      batchSize: 5,
      virtualNodes: 10,
      strategy: 'balanced',
      spareBatches: 1,
      priorityLevels: 1,
      identity,
    } as const
    const made = plan({ previous: before, edit, members, nextBatchId: this.nextBatchId, rebalance: true, options })
    this.assignment = made.assignment
    this.nextBatchId = made.nextBatchId
    this.reports.follow(1, before, made.assignment, deltaOf(before, made.assignment))
  }

  say(consumer: string, target: string, status: BatchStatus, at = 0, limit = LIMIT) {
    const reports = [{ target, status, at, message: `${target} at ${at}` }]
    const counts = this.reports.take(new Map([[1, this.assignment]]), [{ consumer_id: consumer, reports }], limit)
    for (const [batch, count] of counts.in_error) this.counted.set(batch, count)
    return counts
  }

  ownerOf(target: string): string | null {
    const placed = locate(this.assignment, target)
    return placed && (this.assignment.batches.get(placed.batch_id)?.consumer_id ?? null)
  }

  /** As those hear it who are told of changes only. */
  countedErrors(): Map<number, number> {
    for (const [batch, count] of this.reports.take(new Map(), [], LIMIT).in_error) this.counted.set(batch, count)
    return new Map([...this.counted].filter(([, count]) => count > 0))
  }

  get of() {
    return this.reports.of(1, this.assignment)
  }
}

describe('[WS-27] reports of single targets', () => {
  let watched: Watched
  beforeEach(() => {
    watched = new Watched()
    watched.publish({ kind: 'replace', targets: all }, ['a', 'b'])
  })

  it('are taken from the owner only, the newest in place of the one before', () => {
    const owner = watched.ownerOf('t1')!
    const other = owner === 'a' ? 'b' : 'a'
    expect(watched.say(other, 't1', 'error')).toMatchObject({ strange: 1, in_error: [] })
    expect(watched.say(owner, 'unknown', 'error')).toMatchObject({ strange: 1 })
    expect(watched.of.of('t1')).toBeNull()
    const { batch_id } = locate(watched.assignment, 't1')!
    expect(watched.say(owner, 't1', 'error', 5)).toEqual({
      in_error: [[batch_id, 1]],
      kept: { pending: 0, running: 0, completed: 0, error: 1 },
      strange: 0,
      left_out: 0,
    })
    expect(watched.of.of('t1')).toEqual({ status: 'error', message: 't1 at 5', value: null, at: 5 })
    expect(watched.of.with('error')).toEqual(['t1'])
    expect(watched.say(owner, 't1', 'running', 6)).toMatchObject({
      in_error: [[batch_id, 0]],
      kept: { error: 0, running: 1 },
    })
    expect(watched.of.with('error')).toEqual([])
  })

  it('[ID-1] are of the target in whatever spelling', () => {
    const [lower, upper] = [`0x${'a'.repeat(40)}`, `0x${'A'.repeat(40)}`]
    watched.publish({ kind: 'replace', targets: [upper, ...all] }, ['a'], 'auto')
    expect(watched.say('a', lower, 'error')).toMatchObject({ strange: 0 })
    expect(watched.of.of(upper)?.status).toBe('error')
    expect(watched.of.with('error')).toEqual([upper])
    watched.publish({ kind: 'keep' }, ['a'], 'exact')
    expect(watched.of.of(upper)?.status).toBe('error')
    expect(watched.of.of(lower)).toBeNull()
  })

  it('where there is no room, errors stay, and of all others the newest', () => {
    watched.publish({ kind: 'keep' }, ['a'])
    for (const [i, target] of ['t1', 't2', 't3'].entries()) watched.say('a', target, 'running', i, 3)
    watched.say('a', 't1', 'running', 5, 3)
    expect(watched.say('a', 't4', 'error', 6, 3)).toMatchObject({ left_out: 1, kept: { running: 2, error: 1 } })
    expect(watched.of.of('t2')).toBeNull()
    for (const target of ['t5', 't6', 't7']) watched.say('a', target, 'error', 7, 3)
    expect(watched.of.with('error')).toEqual(['t5', 't6', 't7'])
    expect(watched.say('a', 't8', 'running', 8, 3)).toMatchObject({ left_out: 1, kept: { running: 0, error: 3 } })
    expect(watched.say('a', 't8', 'error', 9, 0)).toMatchObject({ left_out: 1 })
  })

  it('go with their task', () => {
    watched.say(watched.ownerOf('t1')!, 't1', 'error')
    watched.reports.forgetTask(1)
    expect(watched.countedErrors().size).toBe(0)
    expect(watched.of.with('error')).toEqual([])
  })

  it('stay while the target stays with who said it, whatever epochs come, and are counted where they are', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('say' as const),
        target: fc.constantFrom(...all),
        status: fc.constantFrom(...batchStatuses),
      }),
      fc.record({ kind: fc.constant('members' as const), members: fc.subarray(['a', 'b', 'c']) }),
      fc.record({ kind: fc.constant('list' as const), targets: fc.subarray(all) }),
      fc.record({ kind: fc.constant('identity' as const), identity: fc.constantFrom('exact', 'auto') }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const one = new Watched()
        const said = new Map<string, { by: string; status: BatchStatus }>()
        let members: readonly string[] = ['a', 'b']
        let identity: Identity = 'exact'
        one.publish({ kind: 'replace', targets: all }, members, identity)
        for (const each of steps) {
          if (each.kind === 'say') {
            const by = one.ownerOf(each.target)
            if (by === null) continue
            one.say(by, each.target, each.status)
            said.set(each.target, { by, status: each.status })
          } else {
            if (each.kind === 'members') members = each.members
            if (each.kind === 'identity') identity = each.identity
            one.publish(
              each.kind === 'list' ? { kind: 'replace', targets: each.targets } : { kind: 'keep' },
              members,
              identity,
            )
            for (const [target, { by }] of said) if (one.ownerOf(target) !== by) said.delete(target)
          }
          const errors = new Map<number, number>()
          for (const target of all) {
            expect(one.of.of(target)?.status ?? null).toBe(said.get(target)?.status ?? null)
            if (said.get(target)?.status !== 'error') continue
            const { batch_id } = locate(one.assignment, target)!
            errors.set(batch_id, (errors.get(batch_id) ?? 0) + 1)
          }
          expect(one.countedErrors()).toEqual(errors)
        }
      }),
    )
  })
})
