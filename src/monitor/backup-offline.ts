import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { refusal } from '../contract/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import { BACKUP_FOLDER, backupName, clearUnfinished, rotate, UNFINISHED } from './backup-names.ts'
import { backupFailed } from './backups.ts'
import { openSqliteStorage } from './storage/sqlite/sqlite-storage.ts'

/**
 * `[BK-1]` A backup of a database with which no monitor works.
 * @returns the file
 * @throws {BatchdeckError} `STORAGE_FAILED`, also where one does
 */
export async function backUpFolder(settings: Settings): Promise<string> {
  const dataDir = settings['data-dir']
  if (dataDir === null) throw refusal('data_dir_missing')
  const folder = resolve(settings['monitor.backup.folder'] ?? join(dataDir, BACKUP_FOLDER))
  const storage = openSqliteStorage(resolve(dataDir, 'batchdeck.db'), () => {})
  try {
    const { tasks } = await storage.load()
    const epoch = Math.max(0, ...tasks.map(({ task }) => task.epoch))
    const file = join(folder, backupName('manual', Date.now(), epoch))
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      clearUnfinished(folder)
      await storage.backUp(`${file}${UNFINISHED}`, file)
      rotate(folder, 'manual', settings['monitor.backup.keep'])
    } catch (error) {
      throw backupFailed(folder, error)
    }
    return file
  } finally {
    await storage.close()
  }
}
