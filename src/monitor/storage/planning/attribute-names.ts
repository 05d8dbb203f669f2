import { attributesOf } from '../../../contract/attributes.ts'
import type { Assignment } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import type { Breath } from './breath.ts'

/** How many targets of a task have an attribute of which name. */
export class AttributeNames {
  private readonly counts: ReadonlyMap<string, number>

  private constructor(counts: ReadonlyMap<string, number>) {
    this.counts = counts
  }

  static async of({ slots }: Assignment, breathe: Breath): Promise<AttributeNames> {
    const counter = new Counter()
    for (const { size, leaves } of slots) {
      if (size === 0) continue
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      await breathe()
      const texts: (string | null)[] = []
      for (const { attributes, from, to } of leaves) {
        if (attributes !== null) for (let place = from; place < to; place++) texts.push(attributes[place]!)
      }
      // A text has no line break in it. To walk through one long text takes a fraction of opening each.
      counter.countLines(texts.join('\n'))
    }
    return new AttributeNames(counter.counts())
  }

  /** The first of them in code-unit order. */
  first(most: number): string[] {
    return [...this.counts.keys()].toSorted().slice(0, most)
  }

  /** After an epoch. */
  after({ added, removed, described }: PlanDelta): AttributeNames {
    const counter = new Counter(this.counts)
    for (const [, , , attributes] of removed) if (attributes !== undefined) counter.count(attributes, -1)
    for (const [, , , attributes] of added) if (attributes !== undefined) counter.count(attributes, 1)
    for (const [, from, to] of described) {
      if (from !== null) counter.count(from, -1)
      if (to !== null) counter.count(to, 1)
    }
    return new AttributeNames(counter.counts())
  }
}

const QUOTE = 34
const BACKSLASH = 92
const CLOSED = 125
const LINE_BREAK = 10

/** So many kinds of texts are told apart at a time. */
const MAX_SHAPES = 1024

/** Counts names. Most texts have the names of the one before: to see that costs a fraction of reading them. */
class Counter {
  private readonly known: Map<string, number>
  private readonly shapes = new Map<string, Shape>()
  private last: Shape | null = null

  constructor(known: ReadonlyMap<string, number> = new Map()) {
    this.known = new Map(known)
  }

  count(text: string, by: 1 | -1): void {
    if (this.last?.endOf(text, 0) !== text.length) this.last = this.shapeOf(text)
    this.last.count += by
  }

  /** A text in each line, or nothing. */
  countLines(lines: string): void {
    for (let at = 0; at < lines.length; at++) {
      if (lines.charCodeAt(at) === LINE_BREAK) continue
      let end = this.last?.endOf(lines, at) ?? -1
      if (end === -1 || (end < lines.length && lines.charCodeAt(end) !== LINE_BREAK)) {
        end = lines.indexOf('\n', at)
        if (end === -1) end = lines.length
        this.last = this.shapeOf(lines.slice(at, end))
      }
      this.last!.count++
      at = end
    }
  }

  counts(): ReadonlyMap<string, number> {
    this.settle()
    for (const [name, count] of this.known) if (count === 0) this.known.delete(name)
    return this.known
  }

  private shapeOf(text: string): Shape {
    const names = Object.keys(attributesOf(text))
    const key = JSON.stringify(names)
    let shape = this.shapes.get(key)
    if (!shape) {
      if (this.shapes.size === MAX_SHAPES) this.settle()
      this.shapes.set(key, (shape = new Shape(names)))
    }
    return shape
  }

  private settle(): void {
    for (const { names, count } of this.shapes.values()) {
      for (const name of names) this.known.set(name, (this.known.get(name) ?? 0) + count)
    }
    this.shapes.clear()
  }
}

/** Texts of attributes with the same names. */
class Shape {
  readonly names: readonly string[]
  count = 0
  /** What stands before each value. */
  private readonly marks: readonly string[]

  constructor(names: readonly string[]) {
    this.names = names
    this.marks = names.map((name, i) => `${i === 0 ? '{' : '",'}${JSON.stringify(name)}:"`)
  }

  /** Where a text with these names ends that begins at a place; -1 where it has others, or something in it is escaped. */
  endOf(text: string, from: number): number {
    let at = from
    for (const mark of this.marks) {
      for (let i = 0; i < mark.length; i++) if (text.charCodeAt(at++) !== mark.charCodeAt(i)) return -1
      for (let unit = text.charCodeAt(at); unit !== QUOTE; unit = text.charCodeAt(++at)) {
        // Beyond the end it is no number.
        if (unit === BACKSLASH || !(unit >= 0)) return -1
      }
    }
    return text.charCodeAt(at + 1) === CLOSED ? at + 2 : -1
  }
}
