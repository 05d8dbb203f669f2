import { realpathSync } from 'node:fs'
import { sep } from 'node:path'

interface Process {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly execPath: string
}

/**
 * `[DT-10]` The file of the AppImage that this process runs from; null where it runs from none. What is started by another
 * AppImage, in the terminal of an editor for one, has the variables of that one: its file is not ours to replace or to start.
 */
export function ownAppImage({ env, execPath }: Process = process): string | null {
  const { APPIMAGE: file, APPDIR: mounted } = env
  if (!file?.startsWith('/') || !mounted) return null
  return isInside(execPath, mounted) ? file : null
}

/** Whether a file is inside of a folder, wherever links lead. */
export function isInside(file: string, folder: string): boolean {
  try {
    return realpathSync(file).startsWith(realpathSync(folder) + sep)
  } catch {
    return false
  }
}
