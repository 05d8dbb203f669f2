import type { ConsoleParams, ConsoleResults } from '../contract/procedures.ts'
import { refusal } from '../contract/refusal.ts'
import type { Import, Imports } from './imports.ts'
import type { Operations } from './operations.ts'

/** The imports that one console has opened: sent once, then previewed and applied. They end with its connection. */
export class ConsoleImports {
  private readonly imports: Imports
  private readonly operations: Operations
  private readonly own = new Map<number, Import>()
  private isGone = false

  constructor(imports: Imports, operations: Operations) {
    this.imports = imports
    this.operations = operations
  }

  open({ task_id: taskId, format, total_bytes: totalBytes }: ConsoleParams<'import.open'>): { import_id: number } {
    this.operations.task(taskId)
    const opened = this.imports.open({ taskId, edit: 'replace', format, isDryRun: true, totalBytes })
    this.own.set(opened.id, opened)
    return { import_id: opened.id }
  }

  async piece({ import_id: id, piece }: ConsoleParams<'import.piece'>): Promise<ConsoleResults['import.piece']> {
    const bytes = Buffer.from(piece)
    return this.work(id, async (own) => {
      this.assertPhase(own, 'receiving')
      own.noteBytes(bytes.length)
      await own.receive(bytes)
      const { bytes: taken, lines } = own.view()
      return { bytes: taken, lines }
    })
  }

  close({ import_id: id }: ConsoleParams<'import.close'>): Promise<ConsoleResults['import.close']> {
    return this.work(id, async (own) => {
      this.assertPhase(own, 'receiving')
      const report = await own.close()
      own.enter('ready')
      return report
    })
  }

  preview(params: ConsoleParams<'import.preview'>): Promise<ConsoleResults['import.preview']> {
    const { import_id: id, on_invalid: onInvalid = 'refuse' } = params
    return this.decide(id, async (own) => this.operations.preview(own.view().task_id, own.request(onInvalid)))
  }

  async apply(params: ConsoleParams<'import.apply'>): Promise<ConsoleResults['import.apply']> {
    const { import_id: id, on_invalid: onInvalid = 'refuse', base_epoch: baseEpoch } = params
    const published = await this.decide(id, async (own) => {
      own.setDryRun(false)
      return this.operations.publish(own.view().task_id, own.request(onInvalid), {
        causes: ({ added, removed }) => [{ kind: 'import', added, removed }],
        baseEpoch,
        proceed: (step) => own.enter(step),
      })
    })
    this.own.get(id)?.end()
    this.own.delete(id)
    return published
  }

  /** @throws {BatchdeckError} `CONFLICT` once it goes to disk */
  discard({ import_id: id }: ConsoleParams<'import.discard'>): null {
    this.own.get(id)?.cancel(refusal('import_discarded'))
    this.own.delete(id)
    return null
  }

  /** The console has gone. What it has asked to be applied is: as over HTTP, it matters what was sent in whole. */
  end(): void {
    this.isGone = true
    for (const own of this.own.values()) if (own.view().dry_run) own.end()
  }

  /** Plans it; if nothing comes of that it is ready for the next decision. */
  private decide<T>(id: number, work: (own: Import) => Promise<T>): Promise<T> {
    return this.work(id, async (own) => {
      this.assertPhase(own, 'ready')
      own.enter('planning')
      try {
        return await work(own)
      } finally {
        if (this.isGone) own.end()
        else if (!own.isOver) {
          own.setDryRun(true)
          own.enter('ready')
        }
      }
    })
  }

  private async work<T>(id: number, work: (own: Import) => Promise<T>): Promise<T> {
    const own = this.own.get(id)
    if (!own || own.isOver) {
      this.own.delete(id)
      throw refusal('import_over')
    }
    return own.run(() => work(own))
  }

  private assertPhase(own: Import, phase: 'receiving' | 'ready'): void {
    const { phase: now } = own.view()
    if (now !== phase) throw refusal('import_in_other_phase', { import: own.id, phase: now, wanted_phase: phase })
  }
}
