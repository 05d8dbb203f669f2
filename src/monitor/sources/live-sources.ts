import { refusal } from '../../contract/refusal.ts'
import type { SourceDefinition } from '../../contract/resources/source.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Settings } from '../../settings/settings.ts'
import { watchPlace } from './file-watch.ts'
import { LiveSource } from './live-source.ts'
import type { StoredSource } from './source-state.ts'
import { termsOf } from './source-terms.ts'

interface Parts {
  readonly engine: Pick<Engine, 'taskResource'>
  readonly settings: Settings
  readonly now: () => number
  /** From 0 to 1. */
  readonly random?: () => number
}

/** The sources of tasks that are there, one of each at most; where one reads a file, that is watched. */
export class LiveSources {
  private readonly parts: Parts
  private readonly byTask = new Map<number, LiveSource>()
  private readonly watches = new Map<number, () => void>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  get size(): number {
    return this.byTask.size
  }

  all(): LiveSource[] {
    return [...this.byTask.values()]
  }

  find(taskId: number): LiveSource | undefined {
    return this.byTask.get(taskId)
  }

  /** @throws {BatchdeckError} `UNKNOWN_TASK`, `UNKNOWN_SOURCE` */
  get(taskId: number): LiveSource {
    this.parts.engine.taskResource(taskId)
    const source = this.byTask.get(taskId)
    if (!source) throw refusal('source_unknown', { task: taskId })
    return source
  }

  /** From now on it is the one of its task, and runs when it is its turn. */
  start(stored: StoredSource, definition: SourceDefinition): LiveSource {
    const { engine, settings, now, random = Math.random } = this.parts
    const { task_id: taskId } = stored
    const { epoch } = engine.taskResource(taskId)
    const what = { definition, terms: termsOf(definition, settings) }
    const source = new LiveSource(stored, what, { now: now(), epoch, random })
    this.byTask.set(taskId, source)
    if (definition.kind === 'file')
      this.watches.set(
        taskId,
        watchPlace(definition.file, () => source.hasten(now())),
      )
    return source
  }

  /** It does not run any more; what waits of it stays. */
  halt(taskId: number): void {
    this.byTask.get(taskId)?.stop()
    this.byTask.delete(taskId)
    this.watches.get(taskId)?.()
    this.watches.delete(taskId)
  }

  /** No run goes on. */
  close(): void {
    for (const source of this.byTask.values()) source.stop()
    for (const end of this.watches.values()) end()
    this.watches.clear()
  }
}
