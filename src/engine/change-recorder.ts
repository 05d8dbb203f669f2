import { progressTuple } from '../contract/feed.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import { batchResource, type ReportedBatch } from './batch.ts'
import type { ChangeSet, UnplannedKey } from './change-set.ts'
import { type Consumer, consumerResource } from './consumer.ts'
import { type Epoch, epochResource } from './epoch.ts'
import type { Fact } from './facts.ts'
import type { ConsumerSayings } from './target-sayings.ts'
import { rolloutResource, type Told } from './told.ts'

/** What the parts of the engine know that is handed out: where it is asked for, its newest value is. */
interface ShownTask {
  readonly id: number
  resource(): TaskResource
  slotsResource(): SlotsResource
}

/**
 * Where the parts of the engine say what happened and what is to be shown anew. It keeps the things themselves and looks
 * at them when they are asked for: however often something changes, it is handed out once.
 */
export class ChangeRecorder {
  private facts: Fact[] = []
  private readonly tasks = new Set<ShownTask>()
  private readonly tasksGone = new Set<number>()
  private readonly slots = new Set<ShownTask>()
  private readonly epochs = new Set<Epoch>()
  private readonly told = new Set<Told>()
  private readonly consumers = new Set<Consumer>()
  private readonly pinged = new Set<Consumer>()
  private readonly consumersGone = new Set<string>()
  private readonly batches = new Set<ReportedBatch>()
  private readonly reports = new Set<ReportedBatch>()
  private readonly countedBatches = new Set<ReportedBatch>()
  private batchesGone: number[] = []
  private unplannedGone: UnplannedKey[] = []
  private samples: Sample[] = []
  private alerts: readonly AlertResource[] | null = null

  /** Facts that have not been handed out. */
  get size(): number {
    return this.facts.length
  }

  fact(fact: Fact): void {
    this.facts.push(fact)
  }

  task(task: ShownTask): void {
    this.tasks.add(task)
  }

  slotsOf(task: ShownTask): void {
    this.slots.add(task)
  }

  /** With all that belongs to it. */
  taskGone(task: ShownTask): void {
    this.tasks.delete(task)
    this.slots.delete(task)
    for (const epoch of this.epochs) if (epoch.published.task_id === task.id) this.epochs.delete(epoch)
    for (const told of this.told) if (told.taskId === task.id) this.told.delete(told)
    this.tasksGone.add(task.id)
  }

  epoch(epoch: Epoch): void {
    this.epochs.add(epoch)
  }

  rollout(told: Told): void {
    this.told.add(told)
  }

  consumer(consumer: Consumer): void {
    this.consumers.add(consumer)
  }

  /** Only its round trip is new. */
  roundTrip(consumer: Consumer): void {
    this.pinged.add(consumer)
  }

  consumerGone(consumer: Consumer): void {
    this.consumers.delete(consumer)
    this.pinged.delete(consumer)
    this.consumersGone.add(consumer.id)
  }

  batch(batch: ReportedBatch): void {
    this.batches.add(batch)
  }

  /** Only its report is new, and it is planned. */
  report(batch: ReportedBatch): void {
    this.reports.add(batch)
  }

  /** Only what is counted of its targets is new: that does not outlive the process. */
  counted(batch: ReportedBatch): void {
    this.countedBatches.add(batch)
  }

  /** Another object takes its place, or none does. */
  withdraw(batch: ReportedBatch): void {
    this.countedBatches.delete(batch)
    this.batches.delete(batch)
    this.reports.delete(batch)
  }

  batchGone(batch: ReportedBatch): void {
    this.withdraw(batch)
    if (batch.kind === 'planned') this.batchesGone.push(batch.id)
    else this.unplannedGone.push({ consumer_id: batch.owner, batch_id: batch.id })
  }

  sample(sample: Sample): void {
    this.samples.push(sample)
  }

  allAlerts(alerts: readonly AlertResource[]): void {
    this.alerts = alerts
  }

  /** Everything since the last call, or null where there is nothing. @param sayings of the same time */
  drain(at: number, sayings: readonly ConsumerSayings[] = []): ChangeSet | null {
    const reports = this.reports.size === 0 ? [] : [...this.reports].filter((batch) => !this.batches.has(batch))
    const counted =
      this.countedBatches.size === 0 ? [] : [...this.countedBatches].filter((batch) => !this.batches.has(batch))
    const pinged = this.pinged.size === 0 ? [] : [...this.pinged].filter((consumer) => !this.consumers.has(consumer))
    const changes: ChangeSet = {
      at,
      facts: this.facts,
      tasks: Array.from(this.tasks, (task) => task.resource()),
      tasksGone: [...this.tasksGone],
      consumers: Array.from(this.consumers, consumerResource),
      consumersPinged: pinged.map(consumerResource),
      consumersGone: [...this.consumersGone],
      batches: Array.from(this.batches, batchResource),
      batchesCounted: counted.map(batchResource),
      batchesGone: this.batchesGone,
      unplannedGone: this.unplannedGone,
      progress: reports.map((batch) => progressTuple(batchResource(batch))),
      slots: Array.from(this.slots, (task) => task.slotsResource()),
      epochs: Array.from(this.epochs, epochResource),
      // Late answers to older epochs come after the current one.
      rollouts: [...this.told].toSorted((a, b) => b.epoch - a.epoch).map(rolloutResource),
      alerts: this.alerts,
      samples: this.samples,
      targetSayings: sayings,
    }
    this.forget()
    return isEmpty(changes) ? null : changes
  }

  /** What was known before anybody looked is no change. */
  forget(): void {
    this.facts = []
    for (const things of [
      this.tasks,
      this.tasksGone,
      this.slots,
      this.epochs,
      this.told,
      this.consumers,
      this.pinged,
      this.consumersGone,
      this.batches,
      this.reports,
      this.countedBatches,
    ]) {
      things.clear()
    }
    this.batchesGone = []
    this.unplannedGone = []
    this.samples = []
    this.alerts = null
  }
}

function isEmpty(changes: ChangeSet): boolean {
  return Object.values(changes).every((part) => !Array.isArray(part) || part.length === 0) && changes.alerts === null
}
