import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { refusal } from '../../contract/refusal.ts'
import { filePath } from '../file-path.ts'
import { assertTokensDiffer, type GivenSetting, type Settings, tokenSettings } from '../../settings/settings.ts'

/** More than any token has, in bytes: whoever names another file by mistake is told so. */
const MAX_TOKEN_FILE_BYTES = 4096
/** The permission of everybody to read. */
const READABLE_BY_OTHERS = 0o004

/**
 * `[SEC-5]` The settings with the tokens that stand in files.
 * @param log told of a file that other users of the machine can read: in a container that is usual, elsewhere a mistake
 * @throws {BatchdeckError} `INVALID_SETTING` where one cannot be read, is no token, or is that of another role
 */
export function withTokenFiles(
  settings: Settings,
  given: readonly GivenSetting[],
  log: (line: string) => void,
): { settings: Settings; given: readonly GivenSetting[] } {
  const read = tokenSettings.flatMap((name): GivenSetting[] => {
    const setting = `${name}-file` as const
    const file = settings[setting]
    if (file === null) return []
    return [{ name, value: readTokenFile(file, setting, log), source: { kind: 'file', place: filePath(file) } }]
  })
  if (read.length === 0) return { settings, given }
  const complete = { ...settings, ...Object.fromEntries(read.map(({ name, value }) => [name, value])) }
  assertTokensDiffer(complete)
  return { settings: complete, given: [...given, ...read] }
}

/** @param setting what the file was given by. @throws {BatchdeckError} `INVALID_SETTING` */
export function readTokenFile(file: string, setting: string, log: (line: string) => void): string {
  const { text, mode } = readFile(file, setting)
  const [token = '', ...more] = text.trim().split(/\r?\n/)
  if (token === '') throw refusal('token_file_empty', { setting, file })
  if (more.length > 0) throw refusal('token_file_of_lines', { setting, file })
  if ((mode & READABLE_BY_OTHERS) !== 0 && process.platform !== 'win32') {
    log(`${setting}: ${file} can be read by every user of this machine; chmod 600 lets only its owner.`)
  }
  return token
}

function readFile(file: string, setting: string): { text: string; mode: number } {
  let descriptor: number | null = null
  try {
    descriptor = openSync(filePath(file), 'r')
    const { mode } = fstatSync(descriptor)
    const bytes = Buffer.alloc(MAX_TOKEN_FILE_BYTES + 1)
    const length = readSync(descriptor, bytes)
    if (length > MAX_TOKEN_FILE_BYTES) throw refusal('token_file_too_large', { setting, file })
    return { text: bytes.toString('utf8', 0, length), mode }
  } catch (error) {
    const { code: errno } = error as NodeJS.ErrnoException
    if (errno === undefined || !('syscall' in (error as object))) throw error
    throw refusal('token_file_unreadable', { setting, file, errno }, { cause: error })
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}
