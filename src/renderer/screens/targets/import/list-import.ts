import { createStore, type StoreApi } from 'zustand'
import type { ListRepair, SuspicionKind } from '../../../../contract/list-format.ts'
import { BatchdeckError } from '../../../../contract/errors.ts'
import type { ProcedureInput } from '../../../../contract/procedures.ts'
import type { ListReport } from '../../../../contract/resources/import.ts'
import type { Publication } from '../../../../contract/resources/plan.ts'
import type { ConsoleBackend } from '../../../../console/client.ts'
import { freshPreview } from '../../../backend/stale-plan.ts'
import {
  blankImport,
  canPlan,
  type ImportState,
  type ListEdit,
  type ReadingWish,
  suspiciousKinds,
} from './import-state.ts'
import type { ListSource } from './list-source.ts'
import { sendList } from './send-list.ts'

/** For whom a list is: a task there is, or one that is made when the list is applied. */
export type ListTask =
  | { readonly task_id: number }
  | { readonly task: NonNullable<ProcedureInput<'import.open'>['task']> }

/** What ends the monitor's knowledge of a list; it has to be sent again. */
const overCodes: readonly string[] = ['UNKNOWN_IMPORT', 'CANCELLED']

/** What an operator decides about a reading. */
type Decided = 'wish' | 'repaired' | 'taken' | 'leftOut'

interface Environment {
  readonly backend: Pick<ConsoleBackend, 'call'>
  /** Says what went wrong. */
  readonly fail: (error: unknown) => void
}

/**
 * `[HT-2]` One list on its way from an operator to an epoch: sent once, read as often as they correct how, planned
 * whenever that may have changed, applied. Only the newest answer counts.
 */
export class ListImport {
  readonly store: StoreApi<ImportState>
  private readonly env: Environment
  private controller = new AbortController()
  /** The last thing that was asked; whatever answers an earlier one is too late. */
  private question = 0

  constructor(edit: ListEdit, env: Environment) {
    this.store = createStore(() => blankImport(edit))
    this.env = env
  }

  /** Sends a list, and plans it where nothing in it is wrong. */
  async send(source: ListSource, task: ListTask): Promise<void> {
    this.end()
    const { edit } = this.state
    this.store.setState({ ...blankImport(edit), source, step: 'sending' })
    const question = ++this.question
    const { signal } = this.controller
    const isCurrent = () => question === this.question
    try {
      const report = await sendList(this.env.backend, {
        source,
        purpose: { ...task, edit, format: 'auto', ...(source.name !== null && { name: source.name }) },
        signal,
        onOpen: (importId) => isCurrent() && this.store.setState({ importId }),
        onProgress: (progress) => isCurrent() && this.store.setState({ progress }),
      })
      if (!isCurrent()) return
      this.store.setState({ report, step: 'read' })
      await this.plan()
    } catch (error) {
      if (isCurrent()) this.toInput(error)
    }
  }

  /** Reads it in another way. What was repaired or taken before was another reading's. */
  async read(wish: ReadingWish): Promise<void> {
    const { wish: before } = this.state
    await this.reread({ wish: { ...before, ...wish }, repaired: new Map(), taken: new Set(), leftOut: new Set() })
  }

  /** Asks for repairs, besides those that were asked for. */
  async repair(repairs: readonly ListRepair[]): Promise<void> {
    const { report, repaired } = this.state
    if (!report) return
    const kinds = suspiciousKinds(report)
    const wanted = repairs.map((repair) => [repair, kinds.filter((kind) => kind.repair === repair)] as const)
    await this.reread({ repaired: new Map([...repaired, ...wanted]) })
  }

  async undoRepair(repair: ListRepair): Promise<void> {
    const repaired = new Map(this.state.repaired)
    if (repaired.delete(repair)) await this.reread({ repaired })
  }

  /** Takes suspicious lines as they are, or no longer. */
  take(kinds: readonly SuspicionKind[], isTaken: boolean): void {
    const taken = new Set(this.state.taken)
    for (const kind of kinds) {
      if (isTaken) taken.add(kind)
      else taken.delete(kind)
    }
    this.store.setState({ taken })
  }

  /** Leaves suspicious lines out, or no longer. */
  async leaveOut(kind: SuspicionKind, isLeftOut: boolean): Promise<void> {
    const leftOut = new Set(this.state.leftOut)
    if (isLeftOut) leftOut.add(kind)
    else leftOut.delete(kind)
    await this.reread({ leftOut })
  }

  /** Leaves the bad lines out, or no longer. */
  async skip(isSkipped: boolean): Promise<void> {
    this.store.setState({ onInvalid: isSkipped ? 'skip' : 'refuse' })
    await this.plan()
  }

  /** Does something else with the same list. */
  async change(edit: ListEdit): Promise<void> {
    if (edit === this.state.edit) return
    this.store.setState({ edit })
    if (this.state.step === 'read') await this.plan()
  }

  /**
   * @param removed how many targets the operator has confirmed to remove; null where the guard does not ask
   * @returns null where it did not come to that
   */
  async apply(removed: number | null): Promise<Publication | null> {
    const { plan, importId, onInvalid } = this.state
    if (plan.at !== 'planned' || importId === null) return null
    const { edit } = plan
    this.store.setState({ isApplying: true })
    const question = ++this.question
    try {
      const done = await this.env.backend.call('import.apply', {
        import_id: importId,
        edit,
        on_invalid: onInvalid,
        base_epoch: plan.preview.base_epoch,
        ...(removed !== null && { confirm: { removed } }),
      })
      if (question === this.question) this.store.setState(blankImport(edit))
      return done
    } catch (error) {
      if (question !== this.question) return null
      this.store.setState({ isApplying: false })
      const preview = freshPreview(error)
      if (preview) {
        const { planned } = this.state
        this.store.setState({ plan: { at: 'planned', preview, edit, isStale: true }, planned: planned + 1 })
      } else this.failed(error)
      return null
    }
  }

  /** Ends it, whatever is under way; the monitor forgets the list, the operator keeps it. */
  drop(): void {
    const { source } = this.state
    this.end()
    this.store.setState({ ...blankImport(this.state.edit), source })
  }

  /** Another list is chosen: the one before is of no use any more. */
  clear(): void {
    this.end()
    this.store.setState(blankImport(this.state.edit))
  }

  /** With the screen. */
  end(): void {
    this.question++
    this.controller.abort()
    this.controller = new AbortController()
    const { importId } = this.state
    this.store.setState({ importId: null })
    // Too late is not wrong here: what goes to disk already is shown as any epoch.
    if (importId !== null) this.env.backend.call('import.discard', { import_id: importId }).catch(() => {})
  }

  private get state(): ImportState {
    return this.store.getState()
  }

  private async reread(change: Partial<Pick<ImportState, Decided>>): Promise<void> {
    const before = this.state
    const { importId } = before
    if (importId === null) return
    const { wish, repaired, leftOut } = { ...before, ...change }
    this.store.setState({ ...change, isReading: true })
    const question = ++this.question
    try {
      const report: ListReport = await this.env.backend.call('import.reread', {
        import_id: importId,
        ...wish,
        repairs: [...repaired.keys()],
        leave_out: [...leftOut],
      })
      if (question !== this.question) return
      this.store.setState({ report, isReading: false })
    } catch (error) {
      if (question !== this.question) return
      // It is read as it was.
      const { wish: asBefore, repaired: repairedBefore, taken, leftOut: leftBefore } = before
      this.store.setState({ wish: asBefore, repaired: repairedBefore, taken, leftOut: leftBefore, isReading: false })
      this.failed(error)
      return
    }
    await this.plan()
  }

  /** Works out what it would change, where it can be taken. */
  private async plan(): Promise<void> {
    const { importId, edit, onInvalid, planned } = this.state
    const question = ++this.question
    if (importId === null || !canPlan(this.state)) {
      this.store.setState({ plan: { at: 'none' }, isPlanning: false })
      return
    }
    this.store.setState({ isPlanning: true })
    try {
      const call = { import_id: importId, edit, on_invalid: onInvalid }
      const preview = await this.env.backend.call('import.preview', call)
      if (question !== this.question) return
      const plan = { at: 'planned', preview, edit, isStale: false } as const
      this.store.setState({ plan, planned: planned + 1, isPlanning: false })
    } catch (error) {
      if (question !== this.question) return
      if (isOver(error)) this.toInput(error)
      else this.store.setState({ plan: { at: 'failed', error }, isPlanning: false })
    }
  }

  private failed(error: unknown): void {
    if (isOver(error)) this.toInput(error)
    else this.env.fail(error)
  }

  /** The monitor has it no more; the operator still has, and may send it again. */
  private toInput(error: unknown): void {
    this.drop()
    this.store.setState({ problem: error })
  }
}

function isOver(error: unknown): boolean {
  return error instanceof BatchdeckError && overCodes.includes(error.code)
}
