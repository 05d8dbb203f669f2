import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { readExposition, valueOf } from '../../../tests/integration/exposition.ts'
import { causeGroups } from '../../contract/cause.ts'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import type { Fact } from '../../engine/facts.ts'
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

const published = (epoch: EpochResource, consumersTold = 2): Fact => ({
  kind: 'EpochPublished',
  at: 0,
  epoch,
  consumersTold,
})
const entered = (epoch: EpochResource): Fact => ({ kind: 'EpochEntered', at: 0, epoch })

/** What is measured after these facts, each of them handed out alone; task 1 was at epoch 3 before. */
async function measure(...happened: readonly (Fact | 'task gone')[]) {
  const registry = new Registry()
  const meter = new EpochMeter(registry)
  for (const fact of happened) {
    const isGone = fact === 'task gone'
    meter.accept({ facts: isGone ? [] : [fact], alerts: null, tasksGone: isGone ? [1] : [] })
  }
  const families = readExposition(await registry.metrics())
  return {
    published: valueOf(families, 'batchdeck_epochs_published_total', { cause: 'targets' }),
    moved: valueOf(families, 'batchdeck_targets_moved_total'),
    least: valueOf(families, 'batchdeck_targets_moved_least_total'),
    rollouts: valueOf(families, 'batchdeck_rollout_duration_seconds_count'),
    seconds: valueOf(families, 'batchdeck_rollout_duration_seconds_sum'),
  }
}
const degraded = (epoch: number) => epochResource(epoch, { state: 'degraded' })
const settled = (epoch: number, at: number) => epochResource(epoch, { state: 'settled', settled_at: at })

describe('what is measured of epochs', () => {
  it('counts each epoch once, whatever becomes of it, and none from before the start', async () => {
    const happened = [entered(degraded(3)), published(epochResource(4)), entered(degraded(4))]
    expect(await measure(...happened)).toMatchObject({ published: 1, moved: 7, least: 5, rollouts: 0 })
  })

  it('times a rollout to its last answer, and not again after a Reload', async () => {
    const again = [entered(epochResource(4)), entered(settled(4, 90_000))]
    const shown = await measure(published(epochResource(4)), entered(settled(4, 3500)), ...again)
    expect(shown).toMatchObject({ rollouts: 1, seconds: 2.5 })
  })

  it('times one that settles at once, and none of which nobody was told', async () => {
    const one = [published(epochResource(4)), entered(settled(4, 1250))]
    const shown = await measure(...one, published(settled(5, 1000), 0), entered(settled(5, 1000)))
    expect(shown).toMatchObject({ published: 2, rollouts: 1, seconds: 0.25 })
  })

  it('does not time one that another overtook, or that was under way before the start', async () => {
    const overtaken = [published(epochResource(4)), entered(epochResource(4, { state: 'superseded' }))]
    const shown = await measure(entered(settled(3, 9000)), ...overtaken, published(epochResource(5)))
    expect(shown).toMatchObject({ published: 2, rollouts: 0 })
    const late = await measure(...overtaken, published(epochResource(5)), entered(settled(4, 9000)))
    expect(late).toMatchObject({ published: 2, rollouts: 0 })
  })

  it('forgets a task that is gone', async () => {
    const shown = await measure(published(epochResource(4)), 'task gone', entered(settled(4, 3500)))
    expect(shown).toMatchObject({ published: 1, rollouts: 0 })
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
    meter.accept({ facts: epochs.map((epoch) => published(epoch)), alerts: null, tasksGone: [] })
    const families = readExposition(await registry.metrics())
    const counted = causeGroups.map((cause) => [
      cause,
      valueOf(families, 'batchdeck_epochs_published_total', { cause }),
    ])
    expect(Object.fromEntries(counted)).toEqual({ targets: 0, members: 2, sync: 1, rollback: 0, options: 0 })
  })
})
