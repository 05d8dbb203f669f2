import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { readExposition, valueOf } from '../../../tests/integration/exposition.ts'
import { newTask } from '../../../tests/integration/stored-task.ts'
import { causeGroups } from '../../contract/cause.ts'
import type { Changes } from '../../contract/feed.ts'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { EpochMeter } from './epoch-meter.ts'

const counts = { moved_consumer: 7, least_moved_consumer: 5 } as EpochResource['counts']
const told = { waiting: 0, sent: 2, acked: 0, confirmed: 0, stuck: 0 }

function epochResource(epoch: number, more: Partial<EpochResource> = {}): EpochResource {
  const words = { cause: 'target import: +3', causes: [{ kind: 'import' as const, added: 3, removed: 0 }] }
  return {
    task_id: 1,
    epoch,
    created_at: 1000,
    ...words,
    state: 'rolling_out',
    counts,
    told,
    settled_at: null,
    ...more,
  }
}

/** A meter that was shown a task at an epoch, and what it measures after some changes. */
async function measure(tasks: readonly TaskResource[], ...frames: readonly Changes[]) {
  const registry = new Registry()
  const meter = new EpochMeter(registry)
  const snapshot = { tasks, epochs: [epochResource(3)], alerts: [] } as never
  meter.accept({ type: 'snapshot', seq: 0, now: 0, snapshot })
  for (const [seq, changes] of frames.entries()) meter.accept({ type: 'changes', seq, now: 0, changes })
  const families = readExposition(await registry.metrics())
  return {
    published: valueOf(families, 'batchdeck_epochs_published_total', { cause: 'targets' }),
    moved: valueOf(families, 'batchdeck_targets_moved_total'),
    least: valueOf(families, 'batchdeck_targets_moved_least_total'),
    rollouts: valueOf(families, 'batchdeck_rollout_duration_seconds_count'),
    seconds: valueOf(families, 'batchdeck_rollout_duration_seconds_sum'),
  }
}
const atThree = [{ ...newTask(1), epoch: 3 }]
const settled = (epoch: number, at: number) => epochResource(epoch, { state: 'settled', settled_at: at })

describe('what is measured of epochs', () => {
  it('counts each epoch once, however often it is shown, and none from before the start', async () => {
    const shown = await measure(
      atThree,
      { epochs: [epochResource(3)] },
      { epochs: [epochResource(4)] },
      { epochs: [epochResource(4)] },
    )
    expect(shown).toMatchObject({ published: 1, moved: 7, least: 5, rollouts: 0 })
  })

  it('times a rollout to its last answer, and not again after a Reload', async () => {
    const again = [{ epochs: [epochResource(4)] }, { epochs: [settled(4, 90_000)] }]
    const shown = await measure(atThree, { epochs: [epochResource(4)] }, { epochs: [settled(4, 3500)] }, ...again)
    expect(shown).toMatchObject({ rollouts: 1, seconds: 2.5 })
  })

  it('times one that settles before it is shown, and none of which nobody was told', async () => {
    const nobody = { ...settled(5, 1000), told: { ...told, sent: 0 } }
    const shown = await measure(atThree, { epochs: [settled(4, 1250)] }, { epochs: [nobody] })
    expect(shown).toMatchObject({ published: 2, rollouts: 1, seconds: 0.25 })
  })

  it('does not time one that another overtook, or that was under way before the start', async () => {
    const superseded = epochResource(4, { state: 'superseded' })
    const both = { epochs: [epochResource(5), superseded] }
    const shown = await measure(atThree, { epochs: [settled(3, 9000)] }, { epochs: [epochResource(4)] }, both)
    expect(shown).toMatchObject({ published: 2, rollouts: 0 })
  })

  it('forgets a task that is gone', async () => {
    const shown = await measure(atThree, { tasks_gone: [1] }, { epochs: [epochResource(1)] })
    expect(shown).toMatchObject({ published: 1 })
  })

  it('[EP-5] counts an epoch by its first cause', async () => {
    const registry = new Registry()
    const meter = new EpochMeter(registry)
    const causes = [
      { kind: 'sync', rebalance: true },
      { kind: 'members', change: 'joined', consumers: ['options:eu'] },
    ] as const
    const epochs = [
      epochResource(1, { causes }),
      epochResource(2, { causes: causes.slice(1) }),
      epochResource(3, { causes: [] }),
    ]
    meter.accept({ type: 'changes', seq: 1, now: 0, changes: { epochs } })
    const families = readExposition(await registry.metrics())
    const counted = causeGroups.map((cause) => [
      cause,
      valueOf(families, 'batchdeck_epochs_published_total', { cause }),
    ])
    expect(Object.fromEntries(counted)).toEqual({ targets: 0, members: 2, sync: 1, rollback: 0, options: 0 })
  })
})
