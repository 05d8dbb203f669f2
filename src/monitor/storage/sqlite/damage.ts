/** `[ST-1]` A part of the database that is not what was written: a disk, a copy or somebody else has changed it. */
export class Damage extends Error {
  override readonly name = 'Damage'
  readonly table: string
  /** Which row, by its key, or of what some are missing: "task 1, epoch 7". */
  readonly row: string

  constructor(table: string, row: string) {
    super(`${table}, ${row}`)
    this.table = table
    this.row = row
  }
}
