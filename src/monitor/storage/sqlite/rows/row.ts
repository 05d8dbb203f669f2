import { constants } from 'node:buffer'
import { constants as zlib, deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Complaint } from '../../../../contract/errors.ts'
import { complaint, fault } from '../../../../contract/refusal.ts'
import { complaintsOf } from '../../../../contract/validation.ts'

/** A row of the database that is not what this or an earlier version writes. */
export class RowFault extends Error {
  override readonly name = 'RowFault'
  readonly table: string
  /** Which row, by its key: "task 1, epoch 7". */
  readonly row: string
  readonly complaints: readonly Complaint[]

  constructor(table: string, row: string, complaints: readonly Complaint[]) {
    super(`${table}, ${row}: ${complaints.map(({ path, reason }) => `${path} ${reason}`).join('; ')}`)
    this.table = table
    this.row = row
    this.complaints = complaints
  }
}

/** A row as SQLite gives it. */
export type Cells = Readonly<Record<string, unknown>>

/** Reads what a table holds, and refuses what its schema does not allow. */
export class RowReader<T extends TSchema> {
  private readonly table: string
  private readonly validator: Validator

  constructor(table: string, schema: T) {
    this.table = table
    this.validator = Compile<TSchema>(schema)
  }

  /** @throws {RowFault} */
  cells(cells: unknown, row: string): Static<T> {
    if (!this.validator.Check(cells)) throw new RowFault(this.table, row, complaintsOf(this.validator, cells))
    return cells as Static<T>
  }

  /** A cell with JSON in it. @throws {RowFault} */
  json(text: unknown, row: string): Static<T> {
    let value: unknown
    try {
      value = JSON.parse(text as string)
    } catch {
      throw this.fault(row, '/', 'is not JSON')
    }
    return this.cells(value, row)
  }

  /** A cell with deflated JSON in it. @throws {RowFault} */
  packed(packed: unknown, row: string, dictionary?: Buffer): Static<T> {
    return this.json(this.unpack(packed, row, dictionary).toString(), row)
  }

  /** The text of it. @throws {RowFault} */
  unpack(packed: unknown, row: string, dictionary?: Buffer): Buffer {
    try {
      return inflateRawSync(packed as Buffer, dictionary && { dictionary })
    } catch {
      throw this.fault(row, '/', 'cannot be unpacked')
    }
  }

  fault(row: string, path: string, detail: string): RowFault {
    return new RowFault(this.table, row, [complaintOf(path, detail)])
  }
}

/** What no schema says. */
export function complaintOf(path: string, detail: string): Complaint {
  return complaint(path, fault('otherwise_wrong', { detail }))
}

/** So many items of a list are made into text at a time: all of a million at once are in memory several times over. */
const ITEMS_PER_PIECE = 20_000

/** An object as deflated JSON. @throws {RangeError} where its text is longer than any can be */
export function pack(value: Readonly<Record<string, unknown>>): Buffer {
  const isLong = Object.values(value).some((member) => Array.isArray(member) && member.length > ITEMS_PER_PIECE)
  if (!isLong) return deflateRawSync(JSON.stringify(value))
  const packed: Buffer[] = []
  let length = 0
  for (const piece of piecesOf(value)) {
    length += piece.length
    // Nobody could read it again.
    if (length > constants.MAX_STRING_LENGTH) throw new RangeError('Invalid string length')
    // What is deflated up to a flush, one after the other, is one stream.
    packed.push(deflateRawSync(piece, { finishFlush: zlib.Z_SYNC_FLUSH }))
  }
  return Buffer.concat([...packed, deflateRawSync('')])
}

/** The JSON of an object, its long lists some items at a time. */
function* piecesOf(value: Readonly<Record<string, unknown>>): Iterable<string> {
  let text = '{'
  for (const [i, [name, member]] of Object.entries(value).entries()) {
    text += `${i > 0 ? ',' : ''}${JSON.stringify(name)}:`
    if (!Array.isArray(member)) {
      text += JSON.stringify(member)
      continue
    }
    text += '['
    for (let from = 0; from < member.length; from += ITEMS_PER_PIECE) {
      const items = JSON.stringify(member.slice(from, from + ITEMS_PER_PIECE)).slice(1, -1)
      yield text + (from > 0 ? ',' : '') + items
      text = ''
    }
    text += ']'
  }
  yield `${text}}`
}

// What cells and the JSON in them are made of. They are the database's own: what is shown of a thing may change, and
// what stands in files stays.

export function orNull<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()])
}
/** Of a task, a batch, an epoch, or a number of things. */
export const natural = Type.Integer({ minimum: 0 })
/** Since 1970, ms. */
export const time = Type.Number()
export const text = Type.String()
export const owner = orNull(text)
export const priority = Type.Enum(['urgent', 'high', 'medium', 'low'])
export const batchStatuses = ['pending', 'running', 'completed', 'error'] as const
