import { refusal } from '../../contract/refusal.ts'
import { JsonAnswer } from './json-answer.ts'
import { JsonLists } from './json-lists.ts'
import type { JsonPath } from './json-shape.ts'
import type { ListOrder } from './reading-wish.ts'
import type { TargetList } from './target-list.ts'
import { TargetListBuilder } from './target-list-builder.ts'

/** `[LI-5]` The fields in which an answer has its list, … */
const listNames: ReadonlySet<string> = new Set([
  'targets',
  'data',
  'items',
  'list',
  'result',
  'results',
  'rows',
  'records',
  'entries',
  'addresses',
  'contracts',
  'tokens',
  'mints',
  'coins',
  'pairs',
  'pools',
])
/** … and those whose object may have it inside. */
const wayNames: ReadonlySet<string> = new Set(['data', 'result', 'results', 'response', 'payload', 'body'])
/** So deep it is looked for. */
const MAX_PATH_LENGTH = 3

/** `[LI-5]` The list of a JSON body: the items alone, or in an object at one of the usual places. */
export class JsonListReader {
  private readonly order: ListOrder
  private readonly found = new Map<string | null, ItemList>()
  private current: ItemList | null = null
  private readonly answer = new JsonAnswer()
  private readonly lists: JsonLists

  constructor(order: ListOrder = {}) {
    this.order = order
    const { path: wanted } = order
    this.lists = new JsonLists({
      isList: (path) => (wanted ? isSame(path, wanted) : listNames.has(path.at(-1)!)),
      isWay: (path) => (wanted ? isBefore(path, wanted) : path.length < MAX_PATH_LENGTH && wayNames.has(path.at(-1)!)),
      isListOnly: (path) => !wanted && path.length === 1 && path[0] === 'targets',
      isAloneToo: !wanted || wanted.length === 0,
      begin: (path) => this.begin(path),
      take: (items) => this.current?.take(items),
      pass: (path, value) => this.answer.note(path, value),
    })
  }

  accept(piece: Buffer): void {
    this.lists.accept(piece)
  }

  /** @throws {BatchdeckError} `INVALID_MESSAGE` where there is no list, or are two */
  end(): TargetList {
    this.lists.end()
    this.answer.assertNoFailure()
    const all = Array.from(this.found, ([place, list]) => ({ place, list }))
    const filled = all.filter(({ list }) => list.count > 0)
    if (filled.length > 1) {
      throw refusal('lists_in_object', { places: filled.map(({ place }) => place).join(', ') })
    }
    const [one] = filled.length > 0 ? filled : all
    if (!one) throw this.answer.noList()
    return one.list.finish(one.place, this.answer)
  }

  /** Items so far. */
  get count(): number {
    let count = 0
    for (const list of this.found.values()) count += list.count
    return count
  }

  private begin(path: JsonPath | null): void {
    this.current = new ItemList(this.order)
    this.found.set(path === null ? null : placeOf(path), this.current)
  }
}

/** Additions and removals: `{"add":[…],"remove":[…]}`. */
export class JsonChangeReader {
  private readonly order: ListOrder
  private add: ItemList
  private remove: ItemList
  private current: ItemList
  private readonly lists: JsonLists

  constructor(order: ListOrder = {}) {
    this.order = order
    this.add = new ItemList(order)
    this.remove = new ItemList(order)
    this.current = this.add
    const isKnown = ([name, ...inner]: JsonPath) => inner.length === 0 && (name === 'add' || name === 'remove')
    this.lists = new JsonLists({
      isList: isKnown,
      isListOnly: isKnown,
      isWay: () => false,
      isAloneToo: false,
      begin: (path) => this.begin(path?.[0] === 'add'),
      take: (items) => this.current.take(items),
      pass: null,
    })
  }

  accept(piece: Buffer): void {
    this.lists.accept(piece)
  }

  end(): { readonly add: TargetList; readonly remove: readonly string[]; readonly noTargets: TargetList } {
    this.lists.end()
    const remove = this.remove.finish(null)
    return { add: this.add.finish(null), remove: remove.targets, noTargets: remove }
  }

  /** Items so far. */
  get count(): number {
    return this.add.count + this.remove.count
  }

  /** The last of two lists of a name counts. */
  private begin(isAddition: boolean): void {
    this.current = new ItemList(this.order)
    if (isAddition) this.add = this.current
    else this.remove = this.current
  }
}

/** Items of a JSON list; their line is their place in it, from 1. */
class ItemList {
  private readonly list: TargetListBuilder
  count = 0

  constructor(order: ListOrder) {
    this.list = new TargetListBuilder(order)
  }

  take(items: readonly unknown[]): void {
    for (const item of items) this.list.addItem(item, ++this.count)
  }

  /** @param answer what stands beside it */
  finish(place: string | null, answer: JsonAnswer | null = null): TargetList {
    const look = this.list.itemLook()
    const ignored = [...look.ignored, ...(answer?.otherLists ?? [])]
    return this.list.finish({ look: { ...look, place, ignored, more: answer?.more ?? null } })
  }
}

/** As a JSON pointer. */
function placeOf(path: JsonPath): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function isSame(path: JsonPath, other: JsonPath): boolean {
  return path.length === other.length && isBefore(path, other, 0)
}

/** Whether one leads to the other. @param least so many names are left then */
function isBefore(path: JsonPath, other: JsonPath, least = 1): boolean {
  return path.length + least <= other.length && path.every((name, i) => name === other[i])
}
