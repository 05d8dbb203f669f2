import { procedure } from './procedure.ts'

/** `[BK-1]` Those that are there, newest first. */
export const listBackups = procedure('backups.list', {
  role: 'viewer',
  audit: null,
  run: ({ backups }) => backups.list(),
})

/** `[BK-1]` Answers when it is written and read again. `CONFLICT` where one is being written; `STORAGE_FAILED` */
export const createBackup = procedure('backups.create', {
  role: 'operator',
  audit: {
    name: 'backups.create',
    facts: (_input, backup) => (backup ? { name: backup.name, epoch: backup.epoch } : {}),
  },
  run: ({ backups }) => backups.make('manual'),
})
