import { join } from 'node:path'
import type { EpochCause } from '../../src/contract/cause.ts'
import type { EventData } from '../../src/contract/events.ts'
import type { SourceDefinition } from '../../src/contract/resources/source.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Imports } from '../../src/monitor/imports.ts'
import { newTask } from '../../src/monitor/procedures/new-task.ts'
import { Publisher } from '../../src/monitor/procedures/publisher.ts'
import { Turns } from '../../src/monitor/procedures/turns.ts'
import { PendingFiles } from '../../src/monitor/sources/pending-files.ts'
import { Sources } from '../../src/monitor/sources/sources.ts'
import { openMemoryStorage } from '../../src/monitor/storage/memory/memory-storage.ts'
import type { Storage } from '../../src/monitor/storage/port.ts'
import { byDefault, type GivenSettings, givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { engineSettings, nothing } from '../engine-settings.ts'

/** What became of the targets of a task with an epoch. */
export interface SeenEpoch {
  readonly taskId: number
  readonly epoch: number
  readonly causes: readonly EpochCause[]
}

/** All of a monitor that sources work with, with a clock of its own: real planning, real sockets to the sources, no disk. */
export class SimulatedMonitor {
  readonly epochs: SeenEpoch[] = []
  readonly runs: EventData<'source'>[] = []
  readonly publisher: Publisher
  sources: Sources
  private time: number
  private readonly engine: Engine
  private readonly storage: Storage = openMemoryStorage()
  private readonly parts

  /** @param folder for what waits @param start ms since 1970 */
  constructor(given: GivenSettings, folder: string, start: number, random: () => number) {
    this.time = start
    this.engine = new Engine(engineSettings, nothing, start)
    const settings = resolveSettings(givenBy(byDefault, given))
    const changing = {
      engine: this.engine,
      storage: this.storage,
      turns: new Turns(),
      settings,
      guarded: { note: () => {}, settle: () => {} },
      sourceOf: (taskId: number) => this.sources.nameOf(taskId),
      now: this.now,
      perform: () => {},
      flush: () => this.flush(),
      decide: () => Promise.reject(new Error('Nobody decides here.')),
      written: <T>(change: Promise<T>) => change,
    }
    this.publisher = new Publisher(changing)
    const imports = new Imports({ storage: this.storage, limit: settings['monitor.limits.max-import'], now: this.now })
    this.parts = {
      ...changing,
      imports,
      publisher: this.publisher,
      given: [],
      files: new PendingFiles(join(folder, 'sources')),
      environment: process.env,
      allowedHosts: [],
      version: '0.0.0',
      log: () => {},
      random,
    }
    this.sources = new Sources({ ...this.parts, stored: [] })
  }

  readonly now = (): number => this.time

  async addTask(taskId: number, source: SourceDefinition): Promise<void> {
    const task = newTask(this.parts, { task_id: taskId, name: `Task ${taskId}` })
    await this.storage.createTask(task)
    this.engine.addTask(task)
    await this.sources.put(taskId, source, 'desktop')
  }

  /** Time passes, and whatever begins with it is over when this is. @param by ms */
  async pass(by: number): Promise<void> {
    this.time += by
    this.sources.tick()
    await this.sources.settled()
    this.flush()
  }

  /** Somebody sets the clock. @param by ms */
  setClock(by: number): void {
    this.time += by
    this.engine.stepClock(by, this.time)
    this.sources.shift(by)
  }

  /** The monitor is started again, after so many ms. */
  async restart(away: number): Promise<void> {
    await this.sources.close()
    this.flush()
    this.time += away
    this.sources = new Sources({ ...this.parts, stored: await this.storage.sources() })
  }

  /** Somebody changes the list of a task by hand. */
  async edit(
    taskId: number,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<void> {
    const { imports } = this.parts
    const by = { role: 'operator', token: null, remote: null } as const
    const opened = imports.open({
      place: taskId,
      edit: 'change',
      format: 'json',
      isDryRun: false,
      totalBytes: null,
      by,
    })
    await opened.receive(Buffer.from(JSON.stringify(change)))
    await opened.close()
    await this.publisher.publish(taskId, opened.request('refuse'), {
      causes: ({ added, removed }) => [{ kind: 'change', added, removed }],
    })
    opened.end()
    this.flush()
  }

  async targets(taskId: number): Promise<ReadonlySet<string>> {
    const text = Buffer.from(await this.storage.targets(taskId, 'text')).toString()
    return new Set(text.split('\n').filter((line) => line !== ''))
  }

  private flush(): void {
    const changes = this.engine.drain(this.time)
    if (!changes) return
    for (const fact of changes.facts) {
      if (fact.kind === 'EpochPublished') {
        const { task_id: taskId, epoch, causes } = fact.epoch
        this.epochs.push({ taskId, epoch, causes })
      }
      if (fact.kind === 'SourceRan') this.runs.push(fact.data)
    }
    this.sources.accept(changes)
  }
}
