import type { TaskView } from '../core/views.ts'
import type { DemoContext } from '../core/demo.ts'
import type { BatchStatus } from '../core/batch-status.ts'

/** A batch as a consumer loads it. */
export interface LoadedBatch {
  readonly batch_id: number
  readonly status: BatchStatus
  readonly progress: number
  readonly targets: readonly string[]
}

interface BatchPage {
  task_id: number
  epoch: number
  batches: LoadedBatch[]
  next?: string
}

const patience = 20_000

/** The HTTP calls of the demo. All of them throw where the monitor does not answer or refuses. */
export class MonitorClient {
  private readonly context: DemoContext

  constructor(context: DemoContext) {
    this.context = context
  }

  async tasks(): Promise<TaskView[]> {
    const { tasks } = (await this.call('GET', '/api/tasks')) as { tasks: TaskView[] }
    return tasks
  }

  async createTask(name: string): Promise<TaskView> {
    return (await this.call('POST', '/api/tasks', { name })) as TaskView
  }

  async deleteTask(taskId: number): Promise<void> {
    await this.call('DELETE', `/api/tasks/${taskId}`)
  }

  /** Replaces the whole list. */
  async putTargets(taskId: number, targets: readonly string[]): Promise<void> {
    await this.call('PUT', `/api/tasks/${taskId}/targets`, { targets })
  }

  async addTargets(taskId: number, targets: readonly string[]): Promise<void> {
    await this.call('PATCH', `/api/tasks/${taskId}/targets`, { add: targets })
  }

  /** What a consumer loads after a reload. */
  async batches(taskId: number, consumerId: string): Promise<{ epoch: number; batches: LoadedBatch[] }> {
    const batches: LoadedBatch[] = []
    let epoch = 0
    let path: string | undefined = `/api/tasks/${taskId}/batches?consumer_id=${encodeURIComponent(consumerId)}`
    while (path !== undefined) {
      const page = (await this.call('GET', path)) as BatchPage
      batches.push(...page.batches)
      epoch = page.epoch
      path = page.next
    }
    return { epoch, batches }
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { httpUrl, token } = this.context
    const response = await fetch(httpUrl + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
}
