import type { TargetChangeList } from '../../../contract/resources/target-change.ts'
import { isComparable, type TargetSet } from '../../../planner/slot-compare.ts'
import { attributesAt, type Leaf } from '../../../planner/slot.ts'
import { type TargetChange, targetChange, visitTargetChanges } from '../../../planner/target-changes.ts'
import type { Breath } from './breath.ts'
import { TargetText } from './target-text.ts'

/** So many targets are searched as one text. */
const TARGETS_PER_TEXT = 4096

/** One list of a change, in no order: a column each, for a million objects would take several times the memory. */
export class ChangeRows {
  readonly targets: string[] = []
  private readonly leaves: Leaf[] = []
  private readonly places: number[] = []
  /** Where those that survive were before. */
  private readonly oldLeaves: (Leaf | null)[] = []
  private readonly oldPlaces: number[] = []
  /** What they are searched in, once somebody has searched. */
  private readonly texts: TargetText[] = []

  /** What of this list becomes of the targets of one set, if they become those of the other. */
  static async of(before: TargetSet, after: TargetSet, list: TargetChangeList, breathe: Breath): Promise<ChangeRows> {
    const rows = new ChangeRows()
    for (const [was, is] of slotPairs(before, after)) {
      visitTargetChanges(was, is, (fate, ...row) => {
        if (fate === list) rows.add(...row)
      })
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      await breathe()
    }
    return rows
  }

  at(row: number): TargetChange {
    return targetChange(this.leaves[row]!, this.places[row]!, this.oldLeaves[row]!, this.oldPlaces[row]!)
  }

  /** Rows with this in the target or in a value of its attributes. @param sought as `searched` makes it */
  async with(sought: string, breathe: Breath): Promise<number[]> {
    const found: number[] = []
    for (let from = 0; from < this.targets.length; from += TARGETS_PER_TEXT) {
      const marks = this.textFrom(from).marks(sought)
      if (marks) for (let i = 0; i < marks.length; i++) if (marks[i] === 1) found.push(from + i)
      // oxlint-disable-next-line no-await-in-loop
      await breathe()
    }
    return found
  }

  private add(leaf: Leaf, place: number, old: Leaf | null, oldPlace: number): void {
    this.targets.push(leaf.targets[place]!)
    this.leaves.push(leaf)
    this.places.push(place)
    this.oldLeaves.push(old)
    this.oldPlaces.push(oldPlace)
  }

  private textFrom(from: number): TargetText {
    const number = from / TARGETS_PER_TEXT
    const to = from + TARGETS_PER_TEXT
    return (this.texts[number] ??= new TargetText(
      this.targets.slice(from, to),
      this.leaves.slice(from, to).map((leaf, i) => attributesAt(leaf, this.places[from + i]!)),
    ))
  }
}

/** Two target sets, a slot each at a time where what is the same is in the same slot. */
function* slotPairs(before: TargetSet, after: TargetSet): Iterable<readonly [TargetSet, TargetSet]> {
  if (!isComparable(before, after)) {
    yield [before, after]
    return
  }
  const { identity } = after
  for (const [number, slot] of after.slots.entries()) {
    yield [
      { slots: [before.slots[number]!], identity },
      { slots: [slot], identity },
    ]
  }
}
