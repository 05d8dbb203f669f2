import { join } from 'node:path'

/** Where the platform wants a user's data: `%APPDATA%`, `~/Library/Application Support`, or XDG's. */
export function platformDataDir(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Batchdeck')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Batchdeck')
  return join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'batchdeck')
}
