import { serveThread } from '../../thread/serve-thread.ts'
import { type BackupContents, finishBackup } from './backup-file.ts'

/** Reads backups again in a thread of its own: neither sockets nor publications wait for it. */
export class BackupDesk {
  finish(copy: string, file: string): BackupContents {
    return finishBackup(copy, file)
  }

  close(): void {}
}

serveThread(() => new BackupDesk())
