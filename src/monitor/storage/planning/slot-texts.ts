import type { Slot } from '../../../planner/slot.ts'
import { TargetText } from './target-text.ts'

interface KeptText {
  readonly slot: Slot
  readonly text: TargetText
}

/**
 * What the targets of a task are searched in, slot by slot, once somebody has searched them: it is made in a moment, and
 * an epoch leaves it as it is for slots that it does not touch.
 */
export class SlotTexts {
  private readonly kept: (KeptText | undefined)[]

  constructor(kept: readonly (KeptText | undefined)[] = []) {
    this.kept = [...kept]
  }

  /** @param number of the slot, from 0 */
  of(number: number, slot: Slot): TargetText {
    const known = this.kept[number]
    if (known?.slot === slot) return known.text
    const text = textOf(slot)
    this.kept[number] = { slot, text }
    return text
  }

  /** After an epoch. */
  after(slots: readonly Slot[]): SlotTexts {
    return new SlotTexts(
      slots.map((slot, number) => (this.kept[number]?.slot === slot ? this.kept[number] : undefined)),
    )
  }
}

function textOf({ leaves }: Slot): TargetText {
  const targets: string[] = []
  const hasAttributes = leaves.some(({ attributes }) => attributes !== null)
  const said: (string | null)[] | null = hasAttributes ? [] : null
  for (const leaf of leaves) {
    for (let place = leaf.from; place < leaf.to; place++) {
      targets.push(leaf.targets[place]!)
      said?.push(leaf.attributes && leaf.attributes[place]!)
    }
  }
  return new TargetText(targets, said)
}
