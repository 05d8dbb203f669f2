import type { ListFormat } from '../../contract/list-format.ts'
import { fault } from '../../contract/refusal.ts'
import { parseTargetItems, type TargetList, TargetListBuilder } from './target-list.ts'
import { CsvRows } from './csv-rows.ts'
import { readJsonBody } from './json-body.ts'
import { LineSplitter } from './line-splitter.ts'

/** What is to become of the target set, as it was sent: a whole list, or additions and removals. */
export type SentEdit =
  | { readonly kind: 'replace'; readonly list: TargetList }
  | { readonly kind: 'change'; readonly add: TargetList; readonly remove: readonly string[] }

/** Reads a body as it comes in, in pieces that may be cut anywhere (HT-2). */
export interface ListReader {
  accept(piece: Buffer): void
  /**
   * Nothing more comes.
   * @throws {BatchdeckError} `INVALID_JSON`, `INVALID_MESSAGE`, `TOO_LARGE`, where it is JSON
   */
  end(): SentEdit
  /** Lines so far; null where nothing is read before the end. */
  readonly lines: number | null
}

/** @param edit `change` is JSON only */
export function createListReader(format: ListFormat, edit: 'replace' | 'change'): ListReader {
  switch (format) {
    case 'json':
      return jsonReader(edit)
    case 'csv':
      return csvReader()
    case 'ndjson':
      return lineReader((list, line, number) => {
        // JSON has a white space of its own; a blank line is passed over.
        if (/^[ \t]*$/.test(line)) return
        let item: unknown
        try {
          item = JSON.parse(line)
        } catch {
          list.refuse(number, fault('line_not_json'), line)
          return
        }
        list.addItem(item, number)
      })
    case 'text':
      return lineReader((list, line, number) => list.addText(line, number))
  }
}

function lineReader(read: (list: TargetListBuilder, line: string, number: number) => void): ListReader {
  const list = new TargetListBuilder()
  const splitter = new LineSplitter((line, number, isClean) => {
    if (isClean) read(list, line, number)
    else list.refuse(number, fault('line_not_utf8'), line)
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
  }
}

function csvReader(): ListReader {
  const rows = new CsvRows()
  const splitter = new LineSplitter((line, number, isClean) => rows.addLine(line, number, isClean))
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
  }
}

function jsonReader(edit: 'replace' | 'change'): ListReader {
  let pieces: Buffer[] = []
  return {
    accept: (piece) => void pieces.push(piece),
    end() {
      // Each copy is let go before the next one is made: of a long list there would be four.
      const bytes = Buffer.concat(pieces)
      pieces = []
      const body = readJsonBody(bytes, edit)
      if (body.kind === 'replace') return { kind: 'replace', list: parseTargetItems(body.items) }
      // What cannot be a target cannot be there: to remove it is no fault.
      return { kind: 'change', add: parseTargetItems(body.add), remove: parseTargetItems(body.remove).targets }
    },
    lines: null,
  }
}
