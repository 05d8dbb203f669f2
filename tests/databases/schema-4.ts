import BetterSqlite from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import type { StoredState, StoredTask } from '../../src/engine/records.ts'
import type { RolloutResource } from '../../src/contract/resources/epoch.ts'
import type { Batch } from '../../src/planner/batch-list.ts'

/** What the version that wrote the database read of it. */
export interface ReadBySchema4 {
  readonly state: Omit<StoredState, 'tasks'> & {
    readonly tasks: readonly (Omit<StoredTask, 'outline'> & {
      readonly members: readonly string[]
      readonly owners: readonly (string | null)[]
      readonly batches: readonly Batch[]
    })[]
  }
  /** Of each task the targets of each batch, in order of slot and hash, with the index of their priorities. */
  readonly contents: Readonly<Record<string, Record<string, { targets: string[]; ratings: number[] }>>>
  /** Of each epoch, `task/epoch`. */
  readonly rollouts: Readonly<Record<string, RolloutResource[]>>
}

const beside = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Makes a database as the version with schema 4 wrote it. @returns what that version read of it */
export function writeSchema4(file: string): ReadBySchema4 {
  const database = new BetterSqlite(file)
  database.exec(beside('schema-4.sql'))
  database.close()
  return JSON.parse(beside('schema-4.json')) as ReadBySchema4
}
