import type { ListRepair, SuspicionKind } from '../../contract/list-format.ts'
import { inEnglish } from '../../contract/refusal.ts'
import type { SuspiciousLine, InvalidLine } from '../../contract/resources/import.ts'
import { MAX_KEPT_COMPLAINTS, shown } from './invalid-line.ts'
import { repair } from './repair.ts'
import type { Suspicion } from './suspicion.ts'

const MAX_LISTED_SUSPICIONS = 100
/** A part of an address would look like one. */
const MAX_REPAIRED_LENGTH = 4096

/** What looked wrong in a list, and what was done about it. */
export interface SuspicionResult {
  readonly suspicious: number
  /** The first of them. */
  readonly suspicions: readonly SuspiciousLine[]
  readonly suspiciousKinds: Readonly<Partial<Record<SuspicionKind, number>>>
  /** Lines that each repair has changed. */
  readonly repaired: Readonly<Partial<Record<ListRepair, number>>>
  /** Lines that were left out for it: the first {@link MAX_KEPT_COMPLAINTS}, and how many. */
  readonly leftOut: readonly InvalidLine[]
  readonly leftOutCount: number
}

/** `[LI-6]` Notes what looks wrong while a list is read. */
export class SuspicionLog {
  private count = 0
  private readonly first: SuspiciousLine[] = []
  private readonly kinds: Partial<Record<SuspicionKind, number>> = {}
  private readonly repaired: Partial<Record<ListRepair, number>> = {}
  private readonly leftOut: InvalidLine[] = []
  private leftOutCount = 0

  add(
    { kind, why, repair: remedy }: Suspicion,
    text: string,
    { line, isTaken, isLeftOut }: { line: number; isTaken: boolean; isLeftOut: boolean },
  ): void {
    this.count++
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1
    if (isLeftOut) this.leftOutCount++
    const isListed = this.first.length < MAX_LISTED_SUSPICIONS
    const isKept = isLeftOut && this.leftOut.length < MAX_KEPT_COMPLAINTS
    if (!isListed && !isKept) return
    const said = { line, reason: inEnglish(why), text: shown(text) }
    if (isKept) this.leftOut.push(said)
    if (!isListed) return
    const repaired = remedy === null ? null : repair(text, [remedy]).texts.join('\n').slice(0, MAX_REPAIRED_LENGTH)
    this.first.push({ ...said, kind, taken: isTaken, repair: remedy, repaired, fault: why.key, values: why.values })
  }

  noteRepairs(by: readonly ListRepair[]): void {
    for (const name of by) this.repaired[name] = (this.repaired[name] ?? 0) + 1
  }

  result(): SuspicionResult {
    return {
      suspicious: this.count,
      // What is only seen at the end is noted last.
      suspicions: this.first.toSorted((a, b) => a.line - b.line),
      suspiciousKinds: this.kinds,
      repaired: this.repaired,
      leftOut: this.leftOut,
      leftOutCount: this.leftOutCount,
    }
  }
}
