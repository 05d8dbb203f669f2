import { type Static, Type } from 'typebox'
import { id, list } from '../primitives.ts'

/** Why a backup was written: once a day, because somebody asked for it, or before a new version changed the database. */
export const backupKinds = ['daily', 'manual', 'migration'] as const
export type BackupKind = (typeof backupKinds)[number]

/** A backup that is there. It has its name only since it was read again, whole, after it was written. */
export const backupResource = Type.Object({
  name: Type.String(),
  kind: Type.Enum([...backupKinds]),
  /** ms since 1970 */
  created_at: Type.Integer(),
  bytes: id,
  /** The highest epoch of all tasks; 0 where there was none yet. */
  epoch: id,
})
export type BackupResource = Static<typeof backupResource>

/** What is there, and where. */
export const backupList = Type.Object({
  folder: Type.String(),
  /** ms between two daily ones; 0 where there are none. */
  interval: id,
  keep: id,
  is_running: Type.Boolean(),
  backups: list(backupResource),
})
export type BackupList = Static<typeof backupList>
