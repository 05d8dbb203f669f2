import { isTooDeep, MAX_JSON_DEPTH } from '../../contract/bounded-json.ts'
import type { ListFormat, SaidFormat } from '../../contract/list-format.ts'
import { fault, refusal } from '../../contract/refusal.ts'
import { CsvRows } from './csv-rows.ts'
import { formatOfList, type SeenFormat } from './format-of-content.ts'
import { JsonChangeReader, JsonListReader } from './json-list-reader.ts'
import { LineSplitter } from './line-splitter.ts'
import { ListDecoder } from './list-encoding.ts'
import { ListHead } from './list-head.ts'
import type { ListOrder } from './reading-wish.ts'
import { plainLook, type ReadAs, type TargetList } from './target-list.ts'
import { parsedItems } from './json-text.ts'
import { TargetListBuilder } from './target-list-builder.ts'
import { TextLines } from './text-lines.ts'
import { isOldSpreadsheet } from './xlsx-package.ts'
import { XlsxReader } from './xlsx-reader.ts'

/** What is to become of the target set, as it was sent: a whole list, or additions and removals. */
export type SentEdit =
  | { readonly kind: 'replace'; readonly list: TargetList }
  | {
      readonly kind: 'change'
      readonly add: TargetList
      readonly remove: readonly string[]
      readonly noTargets: NoTargets
    }

/** What is to be removed and can be nobody's target: it is named like anything else that is not there. */
export type NoTargets = Pick<TargetList, 'invalid' | 'invalidCount'>

/** Reads a body as it comes in, in pieces that may be cut anywhere (HT-2). */
export interface ListReader {
  /**
   * @throws {BatchdeckError} `TOO_LARGE`, `INVALID_ENCODING`; where it is JSON `INVALID_JSON`, `INVALID_MESSAGE`: nothing
   *   more is read then
   */
  accept(piece: Buffer): void
  /** Nothing more comes. @throws {BatchdeckError} as {@link accept}, again where that has thrown */
  end(): SentEdit
  /** Lines so far; null where there are none, as in JSON. */
  readonly lines: number | null
  /** How the bytes were understood; it is known at the end. */
  readonly readAs: ReadAs
}

/** What a reader takes in at most. */
export interface ListLimits {
  /** Lines, or items of JSON: an addition, a removal. */
  readonly maxLines: number
}

export const noLimits: ListLimits = { maxLines: Infinity }

/** @param edit `change` is JSON only */
export function createListReader(
  format: SaidFormat,
  edit: 'replace' | 'change',
  limits = noLimits,
  order: ListOrder = {},
): ListReader {
  return new BoundedReader(format, edit, limits, order)
}

/** How a workbook begins, as any zip file. */
const ZIP_MARK = Buffer.from('PK\u0003\u0004')

/** What reads one format. */
interface FormatReader {
  accept(piece: Buffer): void
  end(): SentEdit
  readonly lines: number | null
  /** Lines or items so far. */
  readonly count: number
}

/** Decodes, sees what it is and reads, until there is too much or it is wrong; from then on it keeps nothing. */
class BoundedReader implements ListReader {
  private readonly limits: ListLimits
  private readonly order: ListOrder
  private readonly edit: 'replace' | 'change'
  private readonly decoder: ListDecoder
  private readonly head = new ListHead()
  private format: ListFormat | null
  private formatBy: ReadAs['format_by'] = 'said'
  /** Null until the format is known, and once nothing more is read. */
  private reader: FormatReader | null = null
  private waiting: Buffer[] = []
  private failure: { readonly error: unknown } | null = null

  constructor(format: SaidFormat, edit: 'replace' | 'change', limits: ListLimits, order: ListOrder) {
    this.limits = limits
    this.order = order
    this.edit = edit
    this.format = format === 'auto' ? null : format
    const { encoding = 'auto' } = order
    // A workbook says itself what its texts are written in.
    const said = encoding === 'auto' || format === 'xlsx' ? null : encoding
    this.decoder = new ListDecoder(said, (bytes) => this.take(bytes))
    if (this.format) this.reader = readerFor(this.format, { edit, order, limits })
  }

  accept(piece: Buffer): void {
    this.guard(() => this.decoder.accept(piece))
  }

  end(): SentEdit {
    return this.guard(() => {
      this.decoder.end()
      const reader = this.reader ?? this.begin()
      if (this.format !== 'json' && this.format !== 'xlsx') this.head.assertNoAnswer()
      return reader.end()
    })
  }

  get lines(): number | null {
    return this.reader?.lines ?? null
  }

  get readAs(): ReadAs {
    const { encoding, by, bom } = this.decoder.seen
    return { format: this.format ?? 'text', format_by: this.formatBy, encoding, encoding_by: by, bom }
  }

  private take(bytes: Buffer): void {
    this.head.add(bytes)
    if (this.reader) this.read(this.reader, bytes)
    else {
      this.waiting.push(bytes)
      if (this.head.isFull) this.begin()
    }
  }

  /** Sees what it is, and reads what has come of it. */
  private begin(): FormatReader {
    const { format, by } = this.seeFormat()
    this.format = format
    this.formatBy = by
    const { edit, order, limits } = this
    const reader = readerFor(format, { edit, order, limits })
    this.reader = reader
    for (const bytes of this.waiting) this.read(reader, bytes)
    this.waiting = []
    return reader
  }

  private seeFormat(): SeenFormat {
    const start = this.waiting[0] ?? Buffer.alloc(0)
    if (isOldSpreadsheet(start)) throw refusal('list_is_old_spreadsheet')
    if (start.subarray(0, 4).equals(ZIP_MARK)) return { format: 'xlsx', by: 'content' }
    return formatOfList(this.head.text(), this.order.name)
  }

  private read(reader: FormatReader, bytes: Buffer): void {
    reader.accept(bytes)
    assertFits(reader.count, this.limits)
  }

  private guard<T>(work: () => T): T {
    if (this.failure) throw this.failure.error
    try {
      return work()
    } catch (error) {
      this.failure = { error }
      this.reader = null
      this.waiting = []
      throw error
    }
  }
}

function readerFor(
  format: ListFormat,
  { edit, order, limits }: { edit: 'replace' | 'change'; order: ListOrder; limits: ListLimits },
): FormatReader {
  switch (format) {
    case 'json':
      return edit === 'replace' ? jsonListReader(order) : jsonChangeReader(order)
    case 'csv':
      return csvReader(order)
    case 'ndjson':
      return itemLineReader(order)
    case 'text':
      return textReader(order)
    case 'xlsx':
      return xlsxReader(order, limits)
  }
}

function xlsxReader(order: ListOrder, limits: ListLimits): FormatReader {
  const reader = new XlsxReader(order)
  return {
    accept: (piece) => reader.accept(piece),
    end: () => ({ kind: 'replace', list: reader.end(() => assertFits(reader.count, limits)) }),
    lines: null,
    get count() {
      return reader.count
    },
  }
}

/** @throws {BatchdeckError} `TOO_LARGE` */
function assertFits(count: number, { maxLines }: ListLimits): void {
  if (count > maxLines) throw refusal('list_too_long', { most: maxLines })
}

function jsonListReader(order: ListOrder): FormatReader {
  const reader = new JsonListReader(order)
  return {
    accept: (piece) => reader.accept(piece),
    end: () => ({ kind: 'replace', list: reader.end() }),
    lines: null,
    get count() {
      return reader.count
    },
  }
}

function jsonChangeReader(order: ListOrder): FormatReader {
  const reader = new JsonChangeReader(order)
  return {
    accept: (piece) => reader.accept(piece),
    end: () => ({ kind: 'change', ...reader.end() }),
    lines: null,
    get count() {
      return reader.count
    },
  }
}

function csvReader(order: ListOrder): FormatReader {
  const rows = new CsvRows(order)
  const splitter = new LineSplitter((line, number, wrong) => rows.addLine(line, number, wrong))
  return lineReader(splitter, { read: () => rows.read(), finish: () => rows.finish() })
}

function textReader(order: ListOrder): FormatReader {
  const lines = new TextLines(order)
  const splitter = new LineSplitter((line, number, wrong) => {
    if (wrong === null) lines.add(line, number)
    else lines.list.refuse(number, fault(wrong), line)
  })
  return lineReader(splitter, { finish: () => lines.finish() })
}

function itemLineReader(order: ListOrder): FormatReader {
  const list = new TargetListBuilder(order)
  const splitter = new LineSplitter((line, number, wrong) => {
    if (wrong === null) addItemLine(list, line, number)
    else list.refuse(number, fault(wrong), line)
  })
  return lineReader(splitter, { finish: () => list.finish({ look: { ...plainLook, ...list.itemLook() } }) })
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
    item = parsedItems(line)
  } catch {
    list.refuse(number, fault('line_not_json'), line)
    return
  }
  list.addItem(item, number)
}

/** @param read what to do after each piece */
function lineReader(
  splitter: LineSplitter,
  { read = () => {}, finish }: { read?: () => void; finish: () => TargetList },
): FormatReader {
  return {
    accept(piece) {
      splitter.accept(piece)
      read()
    },
    end() {
      splitter.end()
      return { kind: 'replace', list: finish() }
    },
    get lines() {
      return splitter.lines
    },
    get count() {
      return splitter.lines
    },
  }
}
