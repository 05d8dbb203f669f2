import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { BatchWithTargets } from '../../src/contract/resources/batch.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import type { EpochResource } from '../../src/contract/resources/epoch.ts'
import type { Publication } from '../../src/contract/resources/plan.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import { between, type Random } from '../../src/demo/random.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { Diary } from './diary.ts'
import { limitArguments } from './limits.ts'
import { Member } from './member.ts'

/** The server and all consumers of the ordeal. */
export class Fleet {
  readonly diary = new Diary()
  readonly members: Member[] = []
  readonly targets = new Set<string>()
  private readonly dataDir: string
  private server!: ServerProcess
  private lastTarget = 0

  private constructor(dataDir: string) {
    this.dataDir = dataDir
  }

  /** Task 1 with its first targets, and then its consumers. */
  static async start(dataDir: string, size: number): Promise<Fleet> {
    const fleet = new Fleet(dataDir)
    await fleet.startServer(await freePort())
    await fleet.send('POST', '/api/tasks', { task_id: 1, name: 'Ordeal', batch_size: 20 })
    while (fleet.targets.size < size * 50) fleet.targets.add(`target-${++fleet.lastTarget}`)
    await fleet.send('PUT', '/api/tasks/1/targets', { targets: [...fleet.targets] })
    for (let n = 1; n <= size; n++) {
      fleet.members.push(await Member.start(fleet.server.url, `c-${String(n).padStart(2, '0')}`, fleet.diary))
    }
    return fleet
  }

  async restartServer(after: number): Promise<void> {
    const { port } = this.server
    for (const member of this.members) member.serverKilled()
    this.diary.serverLives.at(-1)!.to = Date.now()
    await this.server.end('SIGKILL')
    await pause(after)
    await this.startServer(port)
  }

  nextChange(random: Random): { added: string[]; removed: string[] } {
    const count = Math.floor(between(random, 1, 30))
    const added = Array.from({ length: count }, () => `target-${++this.lastTarget}`)
    const removed = [...this.targets].filter(() => random() < 0.01)
    return { added, removed }
  }

  /** Target changes are made one after the other, and never while the server is down. */
  async change(add: readonly string[], remove: readonly string[]): Promise<void> {
    const answer = (await this.send('PATCH', '/api/tasks/1/targets', { add, remove })) as Publication
    this.diary.imports.push({ at: Date.now(), epoch: answer.epoch })
    for (const target of add) this.targets.add(target)
    for (const target of remove) this.targets.delete(target)
  }

  /** How many targets nobody who is online works on at this moment; null where the server cannot be asked. */
  async uncovered(): Promise<number | null> {
    try {
      const [task, fleet] = await Promise.all([this.task(), this.consumers()])
      return fleet.reduce((left, { state, targets }) => left - (state === 'online' ? targets : 0), task.targets)
    } catch {
      return null
    }
  }

  async task(): Promise<TaskResource> {
    return (await this.send('GET', '/api/tasks/1')) as TaskResource
  }

  async consumers(): Promise<ConsumerResource[]> {
    return ((await this.send('GET', '/api/consumers')) as { consumers: ConsumerResource[] }).consumers
  }

  /** Oldest first. */
  async epochs(): Promise<EpochResource[]> {
    return (
      (await this.send('GET', '/api/tasks/1/epochs?limit=100000')) as { epochs: EpochResource[] }
    ).epochs.toReversed()
  }

  async batchesOf(consumerId: string): Promise<BatchWithTargets[]> {
    const path = `/api/tasks/1/batches?limit=100000&consumer_id=${consumerId}`
    return ((await this.send('GET', path)) as { batches: BatchWithTargets[] }).batches
  }

  async end(): Promise<void> {
    await Promise.all(this.members.map((member) => member.end()))
    await this.server.end('SIGTERM')
  }

  private async startServer(port: number): Promise<void> {
    this.server = await ServerProcess.start(['--port', String(port), '--data-dir', this.dataDir, ...limitArguments])
    this.diary.serverLives.push({ from: Date.now(), to: Infinity })
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.server.url + path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }
}

/**
 * A free port that no connection is given as its own end: one of those could take the server's while it is down, even
 * by a consumer's attempt to connect to it.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer()
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening')
      return port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    } finally {
      server.close()
    }
  }
}
