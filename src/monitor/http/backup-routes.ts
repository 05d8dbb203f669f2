import { createBackup, listBackups } from '../procedures/backups.ts'
import { route } from './route.ts'

const tags = ['monitor']

/** `/api/backups` */
export const backupRoutes = [
  route('GET /api/backups', {
    operationId: 'listBackups',
    summary: 'The backups that are there, newest first, and where',
    tags,
    does: listBackups,
    input: () => ({}),
  }),
  route('POST /api/backups', {
    operationId: 'createBackup',
    summary: 'Writes a backup, and answers when it was read again',
    tags,
    problems: ['CONFLICT', 'STORAGE_FAILED'],
    does: createBackup,
    input: () => ({}),
    status: 201,
  }),
]
