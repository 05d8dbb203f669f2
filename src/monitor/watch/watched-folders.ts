import { dirname } from 'node:path'
import type { Settings } from '../../settings/settings.ts'
import { filePath } from '../file-path.ts'
import type { DiskUse } from './disk-watch.ts'

/** The folders whose disks are written to, the most important first. */
export function watchedFolders({
  settings,
  dataDir,
  backupFolder,
}: {
  readonly settings: Pick<Settings, 'server.access-log'>
  readonly dataDir: string
  readonly backupFolder: string
}): { readonly use: DiskUse; readonly folder: string }[] {
  const { 'server.access-log': accessLog } = settings
  const isFile = accessLog !== 'off' && accessLog !== 'stdout'
  return [
    { use: 'data', folder: dataDir },
    { use: 'backups', folder: backupFolder },
    ...(isFile ? [{ use: 'access_log' as const, folder: dirname(filePath(accessLog)) }] : []),
  ]
}
