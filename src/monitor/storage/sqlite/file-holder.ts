import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A process that has a file locked. */
export interface Holder {
  /** 0 where the system does not tell. */
  readonly pid: number
  /** What it was started as; empty where the system does not tell. */
  readonly program: string
  /** It has the event log beside the file, too, as no other program does. */
  readonly isBatchdeck: boolean
}

/**
 * Who has a database locked, where the system tells (Linux); null where nobody has, or it does not tell. The file is not
 * opened: whoever closes a file lets go of all locks that his process has on it.
 */
export function holderOf(file: string): Holder | null {
  const pids = lockingPids(file)
  const [pid] = pids
  if (pid === undefined) return null
  const isBatchdeck = lockingPids(join(dirname(file), 'events.db')).includes(pid)
  return { pid, program: programOf(pid), isBatchdeck }
}

/** Of all locks on a file the processes that have them. */
function lockingPids(file: string): number[] {
  const locks = textOf('/proc/locks')
  const stats = statSync(file, { throwIfNoEntry: false })
  if (locks === null || !stats) return []
  // As `makedev` puts them together.
  const [dev, inode] = [stats.dev, stats.ino]
  const major = (dev >>> 8) & 0xfff
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00)
  const hex = (number: number) => number.toString(16).padStart(2, '0')
  const place = `${hex(major)}:${hex(minor)}:${inode}`
  const pids = locks.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const at = fields.indexOf(place)
    return at < 1 ? [] : [Number(fields[at - 1])]
  })
  return [...new Set(pids)]
}

function programOf(pid: number): string {
  const [command = ''] = (textOf(`/proc/${pid}/cmdline`) ?? '').split('\0')
  if (command !== '') return basename(command)
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`))
  } catch {
    return ''
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
