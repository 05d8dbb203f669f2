import type { Consumer } from './consumer.ts'
import { ConsumerTable } from './consumer-table.ts'

/**
 * `[BR-1]` Consumers that are lost and keep their slots, since many others were lost with them: tasks whose epoch counts
 * with them go on doing so. They are no members of anything else, and for none that is new.
 */
export class KeptConsumers extends ConsumerTable {
  /** Their ids. */
  private readonly keptIds = new Set<string>()
  private keptChanges = 0
  /** The last answer of {@link membersCounting} for each list of a task, for as long as nothing is other than it was. */
  private merged = new WeakMap<readonly string[], readonly string[]>()
  private mergedFrom: { members: readonly string[]; keptChanges: number } | null = null

  /** Ids of those that are kept. */
  get kept(): ReadonlySet<string> {
    return this.keptIds
  }

  /** Grows whenever one is kept, or is no more. */
  get keptRevision(): number {
    return this.keptChanges
  }

  /** `[BR-1]` Its slots stay its own although it is lost. */
  keep(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.state !== 'lost' || consumer.keptSince !== null) return
    consumer.keptSince = now
    this.keptIds.add(consumerId)
    this.keptChanges++
    this.changed(consumer)
  }

  /** `[BR-2]` They are not any more: it is back, or somebody has decided so. */
  letGo(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.keptSince === null) return
    consumer.keptSince = null
    // Its time to be forgotten begins now (LV-4).
    consumer.waitingSince = now
    this.keptIds.delete(consumerId)
    this.keptChanges++
    this.changed(consumer)
  }

  /**
   * `[LV-3]` `[BR-1]` Whom a task is planned with, in code-unit order: the members, and of those that are kept the ones that
   * its epoch counts with. The same list for as long as it is the same.
   */
  membersCounting(counted: readonly string[]): readonly string[] {
    const members = this.members()
    if (this.keptIds.size === 0) return members
    const { mergedFrom, keptChanges } = this
    if (mergedFrom?.members !== members || mergedFrom.keptChanges !== keptChanges) {
      this.merged = new WeakMap()
      this.mergedFrom = { members, keptChanges }
    }
    const known = this.merged.get(counted)
    if (known) return known
    const kept = counted.filter((id) => this.keptIds.has(id))
    const list = kept.length === 0 ? members : [...members, ...kept].toSorted()
    this.merged.set(counted, list)
    return list
  }

  protected override put(consumer: Consumer, seenShown: number): void {
    if (consumer.keptSince !== null) {
      this.keptIds.add(consumer.id)
      this.keptChanges++
    }
    super.put(consumer, seenShown)
  }
}
