import type { TaskResource } from '../contract/resources/task.ts'
import type { DemoContext } from './demo-context.ts'
import { sendHttp } from './trusted-http.ts'

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

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.send(method, path, body === undefined ? null : JSON.stringify(body))
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text.slice(0, 500)}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }

  private send(method: string, path: string, body: string | null): Promise<{ status: number; text: string }> {
    const { httpUrl, token } = this.context
    const headers = {
      ...(body !== null && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
    }
    const signal = AbortSignal.timeout(patience)
    return sendHttp(this.context, httpUrl + path, { method, headers, signal, body })
  }
}
