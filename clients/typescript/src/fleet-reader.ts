import { FleetDraft, type Fleet, type ObservedBatch, type ObservedConsumer, type ObservedTask } from './fleet.ts'
import type { MonitorHttp } from './monitor-http.ts'

const PAGE_SIZE = 10_000

interface BatchItem extends Omit<ObservedBatch, 'task_id' | 'message'> {
  readonly batch_id: number
}

/** Reads how a fleet stands over HTTP, for one connection: consumers and tasks always, the batches of a task when its epoch is another. */
export class FleetReader {
  private readonly http: MonitorHttp
  /** The epoch of which the batches of a task are known. */
  private readonly known = new Map<number, number>()

  constructor(http: MonitorHttp) {
    this.http = http
  }

  /** @param fleet what of it stays is taken from here @throws where the monitor does not answer */
  async read(fleet: () => Fleet): Promise<FleetDraft> {
    const [consumers, tasks] = await Promise.all([
      this.http.list<ObservedConsumer>(`/api/consumers?limit=${PAGE_SIZE}`, 'consumers'),
      this.http.list<ObservedTask>('/api/tasks', 'tasks'),
    ])
    const outdated = tasks.filter((task) => this.known.get(task.task_id) !== task.epoch)
    const loaded = await Promise.all(outdated.map(async ({ task_id: taskId }) => this.batchesOf(taskId)))
    const before = fleet()
    // What was there on an earlier connection may have gone meanwhile.
    const batches = this.known.size > 0 ? before.batches : new Map<number, ObservedBatch>()
    const draft = new FleetDraft({
      epochs: before.epochs,
      batches,
      consumers: new Map(consumers.map((consumer) => [consumer.consumer_id, consumer])),
      tasks: new Map(tasks.map((task) => [task.task_id, task])),
    })
    const isOutdated = new Set(outdated.map((task) => task.task_id))
    for (const [id, { task_id: taskId }] of draft.batches) {
      if (taskId !== null && (isOutdated.has(taskId) || !draft.tasks.has(taskId))) draft.batches.delete(id)
    }
    for (const batch of loaded.flat()) {
      const known = before.batches.get(batch.batch_id)
      // The list has no messages.
      const message = known?.status === batch.status ? known.message : ''
      draft.batches.set(batch.batch_id, { ...batch, message })
    }
    for (const { task_id: taskId, epoch } of outdated) this.known.set(taskId, epoch)
    return draft
  }

  private async batchesOf(taskId: number): Promise<ObservedBatch[]> {
    const path = `/api/tasks/${taskId}/batches?limit=${PAGE_SIZE}`
    const items = await this.http.list<BatchItem>(path, 'batches')
    return items.map(({ batch_id, consumer_id, status, progress, targets }) => ({
      batch_id,
      task_id: taskId,
      consumer_id,
      status,
      progress,
      message: '',
      targets,
    }))
  }
}
