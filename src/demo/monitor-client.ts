import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import type { TaskResource } from '../contract/resources/task.ts'
import type { DemoContext } from './demo-context.ts'
import type { BatchStatus } from '../contract/resources/batch.ts'
import { trustOf } from './trust.ts'

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

  async tasks(): Promise<TaskResource[]> {
    const { tasks } = (await this.call('GET', '/api/tasks')) as { tasks: TaskResource[] }
    return tasks
  }

  async createTask(name: string): Promise<TaskResource> {
    return (await this.call('POST', '/api/tasks', { name })) as TaskResource
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
    const { status, text } = await this.send(method, path, body === undefined ? null : JSON.stringify(body))
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text.slice(0, 500)}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }

  /** Not by `fetch`, which cannot be told whom to trust. */
  private send(method: string, path: string, body: string | null): Promise<{ status: number; text: string }> {
    const { httpUrl, token } = this.context
    const request = httpUrl.startsWith('https:') ? tlsRequest : plainRequest
    const headers = {
      ...(body !== null && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
    }
    return new Promise((answered, failed) => {
      const signal = AbortSignal.timeout(patience)
      request(httpUrl + path, { method, headers, signal, ...trustOf(this.context) }, (response) => {
        textOf(response).then((text) => answered({ status: response.statusCode ?? 0, text }), failed)
      })
        .once('error', failed)
        .end(body ?? undefined)
    })
  }
}
