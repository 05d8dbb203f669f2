import { attributesOf, attributesText, MAX_ATTRIBUTES } from '../../contract/attributes.ts'
import { type ListRepair, listRepairs, type SuspicionKind } from '../../contract/list-format.ts'
import type { Phrase } from '../../contract/phrase.ts'
import type { ExplainedLine, ReadRow } from '../../contract/resources/import.ts'
import { targetOfLine } from '../../contract/text-line.ts'
import { chainParts, type Identity } from '../../planner/identity.ts'
import { priorities, UNRATED } from '../../planner/priority.ts'
import { invalidLine, MAX_KEPT_COMPLAINTS } from './invalid-line.ts'
import { ItemFields } from './item-fields.ts'
import { LineNumbers } from './line-numbers.ts'
import type { ListOrder } from './reading-wish.ts'
import { repair } from './repair.ts'
import { otherSpellings } from './spellings.ts'
import { isBeyondSuspicion, suspect, suspectChain, suspectLone, suspectSpelling, type Suspicion } from './suspicion.ts'
import { SuspicionLog } from './suspicion-log.ts'
import { targetFault } from './target-fault.ts'
import { type ListLook, plainLook, type TargetList } from './target-list.ts'

/** The first rows of a list, shown as they were read. */
const MAX_SHOWN_ROWS = 20
/** Attributes that many targets share are one text; of so many kinds it is looked for. */
const MAX_SHARED_TEXTS = 4096

/** A target, and what its list says of it. */
interface Given {
  readonly target: string
  readonly rating: number
  readonly line: number
  readonly attributes: string | null
  /** Where it is from JSON. */
  readonly item?: unknown
  /** What looks wrong about where it stands. */
  readonly suspicion?: Suspicion
}

/** Takes what a format makes of its lines, one after the other. */
export class TargetListBuilder {
  private readonly identity: Identity
  private readonly repairs: readonly ListRepair[]
  private readonly leaveOut: ReadonlySet<SuspicionKind>
  private targets: string[] = []
  /** Null as long as nothing is rated. */
  private ratings: number[] | null = null
  /** Null as long as nothing is said of attributes. */
  private attributes: (string | null)[] | null = null
  private readonly shared = new Map<string, string>()
  private lines = new LineNumbers()
  private readonly invalid: ExplainedLine[] = []
  private invalidCount = 0
  private readonly suspicions = new SuspicionLog()
  private rows: ReadRow[] = []
  private readonly fields: ItemFields

  constructor({ identity = 'exact', repairs = [], leaveOut = [], columns }: ListOrder = {}) {
    this.identity = identity
    this.repairs = listRepairs.filter((name) => repairs.includes(name))
    this.leaveOut = new Set(leaveOut)
    this.fields = new ItemFields(columns)
  }

  /** A line of text (HT-1): a target, nothing, or a `#` comment, alone or after white space; `\#` begins no comment. */
  addText(line: string, number: number): void {
    if (isBeyondSuspicion(line, this.identity)) this.accept(line, UNRATED, number, null)
    else {
      const target = textOfLine(line)
      if (target !== '') this.add(target, UNRATED, number)
    }
  }

  /** A target with what is said of it; refused where it is none. */
  add(target: string, rating: number, line: number, attributes: string | null = null): void {
    if (isBeyondSuspicion(target, this.identity)) this.accept(target, rating, line, attributes)
    else this.take({ target, rating, line, attributes })
  }

  /** The same of a row that looks wrong. */
  addDoubtful(suspicion: Suspicion, given: Omit<Given, 'item' | 'suspicion'>): void {
    this.examine(given.target, { ...given, suspicion })
  }

  /** An item of a JSON list: a string, or an object with a target (LI-4). */
  addItem(item: unknown, line: number): void {
    // Most lists are of nothing else.
    if (typeof item === 'string' && isBeyondSuspicion(item, this.identity)) {
      this.accept(item, UNRATED, line, null)
      return
    }
    const read = this.fields.read(item)
    if ('wrong' in read) this.refuse(line, read.wrong, JSON.stringify(item) ?? '')
    else this.take({ ...read, line, item })
  }

  /** A line that holds no target. */
  refuse(line: number, wrong: Phrase, text: string): void {
    this.invalidCount++
    if (this.invalid.length < MAX_KEPT_COMPLAINTS) this.invalid.push(invalidLine(line, wrong, text))
  }

  /** There are attributes in this list, be they empty: a target has those it has here (HT-9). */
  declareAttributes(): void {
    this.attributes ??= this.targets.map(() => null)
  }

  /** The look of a list of items. */
  itemLook(): ListLook {
    const { hasObjects, columns } = this.fields
    return { ...plainLook, ...(hasObjects && { columns: columns.listed(), ignored: columns.ignored() }) }
  }

  finish({ fault = null, look = plainLook }: Partial<Pick<TargetList, 'fault' | 'look'>> = {}): TargetList {
    this.examineAll()
    const { targets, ratings, attributes, invalid, invalidCount, lines, rows } = this
    return {
      targets,
      ...(ratings && { ratings: Uint8Array.from(ratings) }),
      ...(attributes && { attributes }),
      invalid,
      invalidCount,
      fault,
      lines,
      rows,
      look,
      ...this.suspicions.result(),
    }
  }

  private take(given: Given): void {
    const { target, rating, line, attributes } = given
    if (isBeyondSuspicion(target, this.identity)) this.accept(target, rating, line, attributes)
    else if (this.repairs.length === 0) this.examine(target, given)
    else {
      const { texts, by } = repair(target, this.repairs)
      this.suspicions.noteRepairs(by)
      for (const text of texts.length === 0 ? [''] : texts) this.examine(text, given)
    }
  }

  private examine(text: string, { rating, line, attributes: said, item, suspicion: given }: Given): void {
    const { target, attributes, chain } = this.withoutChain(text, said)
    const unknown = chain === null ? null : suspectChain(chain)
    const suspicion = unknown ?? given ?? suspect(target, this.identity)
    const wrong = targetFault(target)
    if (suspicion && this.note(suspicion, unknown ? text : target, line, wrong === null)) return
    if (wrong === null) this.accept(target, rating, line, attributes)
    else this.refuse(line, wrong, item === undefined ? target : (JSON.stringify(item) ?? ''))
  }

  /** @param isTarget whether it is one by the rules @returns whether it is left out for it */
  private note(suspicion: Suspicion, text: string, line: number, isTarget: boolean): boolean {
    const isLeftOut = this.leaveOut.has(suspicion.kind)
    this.suspicions.add(suspicion, text, { line, isTaken: !isLeftOut && isTarget, isLeftOut })
    return isLeftOut
  }

  /** `[LI-6]` What can only be seen of all of it. */
  private examineAll(): void {
    const { targets, lines } = this
    const leftOut = new Set<number>()
    if (this.identity === 'exact') {
      for (const { place, first } of otherSpellings(targets)) {
        const suspicion = suspectSpelling(lines.lineOf(first))
        if (this.note(suspicion, targets[place]!, lines.lineOf(place), true)) leftOut.add(place)
      }
    }
    const lone = targets.length === 1 && this.invalidCount === 0 ? suspectLone(targets[0]!) : null
    if (lone && this.note(lone, targets[0]!, lines.lineOf(0), true)) leftOut.add(0)
    if (leftOut.size > 0) this.drop(leftOut)
  }

  /** @param places of targets that are not taken after all */
  private drop(places: ReadonlySet<number>): void {
    const kept = <T>(all: readonly T[]) => all.filter((_, place) => !places.has(place))
    const lines = new LineNumbers()
    for (let place = 0; place < this.targets.length; place++) {
      if (!places.has(place)) lines.add(this.lines.lineOf(place))
    }
    this.lines = lines
    this.targets = kept(this.targets)
    this.ratings = this.ratings && kept(this.ratings)
    this.attributes = this.attributes && kept(this.attributes)
    // They are the first of these.
    this.rows = kept(this.rows)
  }

  /** `[ID-1]` */
  private withoutChain(target: string, attributes: string | null) {
    const prefixed = this.identity === 'exact' ? null : chainParts(target)
    if (!prefixed) return { target, attributes, chain: null }
    const { target: address, chain } = prefixed
    const others = Object.entries(attributesOf(attributes ?? '{}'))
    // A column of this name says it as its list does; and there may be no more than that.
    const isSaid = others.length >= MAX_ATTRIBUTES || others.some(([name]) => name === CHAIN)
    const entries = isSaid ? others : [...others, [CHAIN, chain] as const]
    return { target: address, attributes: attributesText(entries), chain }
  }

  private accept(target: string, rating: number, line: number, attributes: string | null): void {
    if (rating !== UNRATED) this.ratings ??= this.targets.map(() => UNRATED)
    if (attributes !== null) this.declareAttributes()
    this.targets.push(target)
    this.lines.add(line)
    this.ratings?.push(rating)
    this.attributes?.push(attributes === null ? null : this.share(attributes))
    if (this.rows.length < MAX_SHOWN_ROWS) this.show(target, rating, line, attributes)
  }

  private show(target: string, rating: number, line: number, attributes: string | null): void {
    this.rows.push({
      line,
      target,
      priority: priorities[rating] ?? null,
      attributes: attributes === null ? null : { ...attributesOf(attributes) },
    })
  }

  private share(text: string): string {
    const known = this.shared.get(text)
    if (known === undefined && this.shared.size < MAX_SHARED_TEXTS) this.shared.set(text, text)
    return known ?? text
  }
}

const CHAIN = 'chain'
/** What an editor leaves around a line; other white space is to be seen. */
const BLANKS = ' \t\v\f'

/** What stands in a line of text, without its comment. */
export function textOfLine(line: string): string {
  return targetOfLine(withoutBlanks(withoutComment(line)))
}

function withoutBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && BLANKS.includes(text.charAt(from))) from++
  while (to > from && BLANKS.includes(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

/** A line without its comment, which begins the line or follows white space. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at === 0 || /\s/u.test(line.charAt(at - 1))) return line.slice(0, at)
  }
  return line
}
