import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerOptions, ServerProcess } from '../integration/server-process.ts'

export const tokens = { operator: 'operate-0123', consumer: 'fleet-01234', viewer: 'look-012345' } as const

interface SubjectOptions extends ServerOptions {
  /** `monitor.liveness.grace=1h` */
  readonly settings?: readonly string[]
  /** With a token for each role; none is needed otherwise. */
  readonly guarded?: boolean
  /** A folder that stays; by default one of its own that goes with it. */
  readonly folder?: string
  /** By default one that is free. */
  readonly port?: number
}

/** The monitor that is tried: a process of its own, and how an operator asks it. Whoever starts it ends it. */
export class Subject implements AsyncDisposable {
  readonly server: ServerProcess
  readonly folder: string
  private readonly isGuarded: boolean
  private readonly isFolderOwn: boolean

  private constructor(server: ServerProcess, folder: string, isFolderOwn: boolean, isGuarded: boolean) {
    this.server = server
    this.folder = folder
    this.isFolderOwn = isFolderOwn
    this.isGuarded = isGuarded
  }

  static async start({
    settings = [],
    guarded = false,
    folder,
    port = 0,
    ...options
  }: SubjectOptions = {}): Promise<Subject> {
    const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'batchdeck-resilience-'))
    const roles = guarded
      ? [
          `server.token=${tokens.operator}`,
          `server.consumer-token=${tokens.consumer}`,
          `server.viewer-token=${tokens.viewer}`,
        ]
      : []
    // What comes here is one other list after the other.
    const set = [...roles, 'monitor.guard.max-removed=0', ...settings].flatMap((setting) => ['--set', setting])
    const server = await ServerProcess.start(['--port', String(port), '--data-dir', dataDir, ...set], options)
    return new Subject(server, dataDir, folder === undefined, guarded)
  }

  get url(): string {
    return this.server.url
  }

  get port(): number {
    return this.server.port
  }

  /** As an operator. Rejects where there is no answer, or none within `patience` ms. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    patience = 30_000,
  ): Promise<{ status: number; body: unknown }> {
    const headers = {
      ...(this.isGuarded && { authorization: `Bearer ${tokens.operator}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const response = await fetch(this.url + path, {
      method,
      headers,
      signal: AbortSignal.timeout(patience),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
  }

  /** @throws where it is refused */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }

  /** The value of a metric without labels; NaN where there is none. */
  async metric(name: string): Promise<number> {
    const headers: Record<string, string> = this.isGuarded ? { authorization: `Bearer ${tokens.operator}` } : {}
    const text = await (await fetch(`${this.url}/metrics`, { headers })).text()
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN)
  }

  /** Parts of the log that only a bug writes. */
  bugsLogged(): string[] {
    const stacks = this.server.output.match(/^(?! {4}at ).*\n {4}at .*/gm) ?? []
    const distinct = new Set(stacks.map((stack) => stack.replaceAll(/\s+/g, ' ').slice(0, 400)))
    return [...distinct].slice(0, 5).map((stack) => `the log holds a stack: ${stack}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.end('SIGKILL')
    if (this.isFolderOwn) rmSync(this.folder, { recursive: true, force: true })
  }
}
