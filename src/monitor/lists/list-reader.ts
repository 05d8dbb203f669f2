import type { ListFormat } from '../../contract/list-format.ts'
import { isTooDeep, MAX_JSON_DEPTH } from '../../contract/bounded-json.ts'
import { fault, refusal } from '../../contract/refusal.ts'
import { type TargetList, TargetListBuilder } from './target-list.ts'
import { CsvRows } from './csv-rows.ts'
import { JsonLists } from './json-lists.ts'
import { LineSplitter } from './line-splitter.ts'

/** What is to become of the target set, as it was sent: a whole list, or additions and removals. */
export type SentEdit =
  | { readonly kind: 'replace'; readonly list: TargetList }
  | { readonly kind: 'change'; readonly add: TargetList; readonly remove: readonly string[] }

/** Reads a body as it comes in, in pieces that may be cut anywhere (HT-2). */
export interface ListReader {
  /** @throws {BatchdeckError} `TOO_LARGE`; where it is JSON `INVALID_JSON`, `INVALID_MESSAGE`: nothing more is read then */
  accept(piece: Buffer): void
  /** Nothing more comes. @throws {BatchdeckError} as {@link accept}, again where that has thrown */
  end(): SentEdit
  /** Lines so far; null where there are none, as in JSON. */
  readonly lines: number | null
}

/** What a reader takes in at most. */
export interface ListLimits {
  /** Lines, or items of JSON: an addition, a removal. */
  readonly maxLines: number
}

export const noLimits: ListLimits = { maxLines: Infinity }

/** @param edit `change` is JSON only */
export function createListReader(format: ListFormat, edit: 'replace' | 'change', limits = noLimits): ListReader {
  return new BoundedReader(readerFor(format, edit), limits)
}

/** Reads until there is too much or it is wrong; from then on it keeps nothing. */
class BoundedReader implements ListReader {
  private reader: Reader | null
  private readonly limits: ListLimits
  private failure: unknown = null

  constructor(reader: Reader, limits: ListLimits) {
    this.reader = reader
    this.limits = limits
  }

  accept(piece: Buffer): void {
    this.guard((reader) => {
      reader.accept(piece)
      const { maxLines } = this.limits
      if (reader.count > maxLines) throw refusal('list_too_long', { most: maxLines })
    })
  }

  end(): SentEdit {
    return this.guard((reader) => reader.end())
  }

  get lines(): number | null {
    return this.reader?.lines ?? null
  }

  private guard<T>(work: (reader: Reader) => T): T {
    if (!this.reader) throw this.failure
    try {
      return work(this.reader)
    } catch (error) {
      this.failure = error
      this.reader = null
      throw error
    }
  }
}

interface Reader extends ListReader {
  /** Lines or items so far. */
  readonly count: number
}

function readerFor(format: ListFormat, edit: 'replace' | 'change'): Reader {
  switch (format) {
    case 'json':
      return edit === 'replace' ? jsonListReader() : jsonChangeReader()
    case 'csv':
      return csvReader()
    case 'ndjson':
      return lineReader(addItemLine)
    case 'text':
      return lineReader((list, line, number) => list.addText(line, number))
  }
}

function addItemLine(list: TargetListBuilder, line: string, number: number): void {
  // JSON has a white space of its own; a blank line is passed over.
  if (/^[ \t]*$/.test(line)) return
  if (isTooDeep(line)) {
    list.refuse(number, fault('line_too_deep', { most: MAX_JSON_DEPTH }), line)
    return
  }
  let item: unknown
  try {
    item = JSON.parse(line)
  } catch {
    list.refuse(number, fault('line_not_json'), line)
    return
  }
  list.addItem(item, number)
}

function lineReader(read: (list: TargetListBuilder, line: string, number: number) => void): Reader {
  const list = new TargetListBuilder()
  const splitter = new LineSplitter((line, number, wrong) => {
    if (wrong === null) read(list, line, number)
    else list.refuse(number, fault(wrong), line)
  })
  return {
    accept: (piece) => splitter.accept(piece),
    end() {
      splitter.end()
      return { kind: 'replace', list: list.finish() }
    },
    get lines() {
      return splitter.lines
    },
    get count() {
      return splitter.lines
    },
  }
}

function csvReader(): Reader {
  const rows = new CsvRows()
  const splitter = new LineSplitter((line, number, wrong) => rows.addLine(line, number, wrong))
  return {
    accept(piece) {
      splitter.accept(piece)
      rows.read()
    },
    end() {
      splitter.end()
      return { kind: 'replace', list: rows.finish() }
    },
    get lines() {
      return splitter.lines
    },
    get count() {
      return splitter.lines
    },
  }
}

function jsonListReader(): Reader {
  let list: ItemList | null = null
  const lists = new JsonLists({
    names: ['targets'],
    passedOver: ['task_id', 'epoch'],
    isAloneToo: true,
    begin: () => void (list = new ItemList()),
    take: (items) => list?.take(items),
  })
  return {
    accept: (piece) => lists.accept(piece),
    end() {
      lists.end()
      if (list === null) throw refusal('targets_missing')
      return { kind: 'replace', list: list.finish() }
    },
    lines: null,
    get count() {
      return list?.count ?? 0
    },
  }
}

function jsonChangeReader(): Reader {
  let add = new ItemList()
  let remove = new ItemList()
  let current = add
  const lists = new JsonLists({
    names: ['add', 'remove'],
    passedOver: [],
    isAloneToo: false,
    begin(name) {
      current = new ItemList()
      if (name === 'add') add = current
      else remove = current
    },
    take: (items) => current.take(items),
  })
  return {
    accept: (piece) => lists.accept(piece),
    end() {
      lists.end()
      // What cannot be a target cannot be there: to remove it is no fault.
      return { kind: 'change', add: add.finish(), remove: remove.finish().targets }
    },
    lines: null,
    get count() {
      return add.count + remove.count
    },
  }
}

/** Items of a JSON list; their line is their place in it, from 1. */
class ItemList {
  private readonly list = new TargetListBuilder()
  count = 0

  take(items: readonly unknown[]): void {
    for (const item of items) this.list.addItem(item, ++this.count)
  }

  finish(): TargetList {
    return this.list.finish()
  }
}
