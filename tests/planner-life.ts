import type { TargetEdit } from '../src/planner/plan.ts'
import { UNRATED } from '../src/planner/priority.ts'

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What befalls a task in the long run: swaps mostly, now and then a member, an import, priorities, a growing list. */
export class Life {
  readonly targets = new Set<string>()
  readonly members = new Set<string>()
  private readonly random: () => number
  private born = 0
  private joined = 0

  constructor(seed: number) {
    this.random = randomNumbers(seed)
    for (let i = 0; i < 1500; i++) this.targets.add(this.newTarget())
    for (let i = 0; i < 4; i++) this.join()
  }

  next(): TargetEdit {
    const luck = this.random()
    if (luck < 0.05) this.join()
    else if (luck < 0.1) this.leave()
    else if (luck < 0.12) return this.replaceAll()
    else if (luck < 0.2) return this.rate()
    else return this.swap(luck < 0.25 ? 150 : 15)
    return { kind: 'keep' }
  }

  private swap(most: number): TargetEdit {
    const remove = [...this.targets].filter(() => this.random() < most / 1500)
    const add = Array.from({ length: Math.floor(this.random() * 2 * most) }, () => this.newTarget())
    for (const target of remove) this.targets.delete(target)
    for (const target of add) this.targets.add(target)
    return { kind: 'change', add: { targets: add }, remove }
  }

  private replaceAll(): TargetEdit {
    for (const target of this.targets) if (this.random() < 0.3) this.targets.delete(target)
    while (this.targets.size < 1500) this.targets.add(this.newTarget())
    return { kind: 'replace', targets: [...this.targets] }
  }

  private rate(): TargetEdit {
    const targets = [...this.targets].filter(() => this.random() < 0.02)
    const ratings = Uint8Array.from(targets, () => [0, 1, 2, 3, UNRATED][Math.floor(this.random() * 5)]!)
    return { kind: 'change', add: { targets, ratings }, remove: [] }
  }

  private join(): void {
    if (this.members.size < 9) this.members.add(`c${this.joined++}`)
  }

  private leave(): void {
    const members = [...this.members]
    if (members.length > 0) this.members.delete(members[Math.floor(this.random() * members.length)]!)
  }

  private newTarget(): string {
    return `target-${this.born++}`
  }
}
