import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { extractFile, getRawHeader, listPackage, statFile, uncache } from '@electron/asar'

export type PackedPlatform = 'linux' | 'win32' | 'darwin'
export type Machine = 'x64' | 'arm64' | 'universal'

/** An app as a package brings it to a machine: a folder with Electron's program and our archive. */
export interface PackedApp {
  readonly folder: string
  readonly platform: PackedPlatform
  /** By the name of its folder. */
  readonly machine: Machine
  /** What carries the fuses: the program, or on macOS the bundle. */
  readonly program: string
  /** With `app.asar`. */
  readonly resources: string
}

export interface ArchivedFile {
  /** With `/`. */
  readonly path: string
  readonly size: number
  /** It lies beside the archive, in `app.asar.unpacked`. */
  readonly isUnpacked: boolean
  readonly hasIntegrity: boolean
}

/** The apps that `electron-builder` left in a folder, such as `dist`. */
export function packedApps(output: string): PackedApp[] {
  if (!existsSync(output)) return []
  const folders = readdirSync(output, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }): PackedApp[] => {
    const [, system, arch] = /^(linux|win|mac)(?:-(arm64|universal))?(?:-unpacked)?$/.exec(name) ?? []
    if (system === undefined) return []
    const folder = join(output, name)
    const machine = (arch ?? 'x64') as Machine
    if (system === 'mac') {
      const program = join(folder, 'Batchdeck.app')
      return [{ folder, platform: 'darwin', machine, program, resources: join(program, 'Contents/Resources') }]
    }
    const isLinux = system === 'linux'
    const program = join(folder, isLinux ? 'batchdeck' : 'Batchdeck.exe')
    return [{ folder, platform: isLinux ? 'linux' : 'win32', machine, program, resources: join(folder, 'resources') }]
  })
}

export function archiveOf(app: PackedApp): string {
  return join(app.resources, 'app.asar')
}

/** Every file of the archive, those that lie beside it, too. */
export function archivedFiles(archive: string): ArchivedFile[] {
  // It may have been made anew since it was read.
  uncache(archive)
  return listPackage(archive, { isPack: false }).flatMap((name) => {
    const path = name.replaceAll('\\', '/').replace(/^\//, '')
    const entry = statFile(archive, path)
    if ('files' in entry) return []
    // A link leads out of the archive, or nowhere: nothing of ours is one.
    if ('link' in entry) return [{ path, size: 0, isUnpacked: false, hasIntegrity: false }]
    // Files inside have no such mark at all, whatever the type says.
    return [
      {
        path,
        size: entry.size,
        isUnpacked: Boolean(entry.unpacked as unknown),
        hasIntegrity: Boolean(entry.integrity?.hash),
      },
    ]
  })
}

export function readArchived(archive: string, path: string): Buffer {
  return extractFile(archive, path)
}

/** What Electron compares the archive with before it reads it: SHA-256 of its header, in hexadecimal. */
export function headerHash(archive: string): string {
  return createHash('sha256').update(getRawHeader(archive).headerString).digest('hex')
}

/** The files below a folder, from there and with `/`. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

export function sizeOf(path: string): number {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.size
  return filesBelow(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0)
}

/** What a file of native code is for, by its own head; null where it is none. */
export function nativeKind(file: string): string | null {
  const head = Buffer.alloc(4096)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, head)
  } finally {
    closeSync(handle)
  }
  return nativeKindOf(head)
}

/** @param head its first 4 KiB */
export function nativeKindOf(head: Buffer): string | null {
  if (head.length < 64) return null
  const magic = head.readUInt32BE(0)
  if (magic === 0x7f454c46) return named('linux', head.readUInt16LE(18), { 0x3e: 'x64', 0xb7: 'arm64' })
  if (magic === 0xcffaedfe) return named('darwin', head.readUInt32LE(4), { 0x01000007: 'x64', 0x0100000c: 'arm64' })
  if (magic === 0xcafebabe || magic === 0xcafebabf) return 'darwin-universal'
  const header = head.readUInt16BE(0) === 0x4d5a ? head.readUInt32LE(60) : head.length
  if (header + 6 > head.length || head.readUInt32BE(header) !== 0x50450000) return null
  return named('win32', head.readUInt16LE(header + 4), { 0x8664: 'x64', 0xaa64: 'arm64' })
}

function named(platform: PackedPlatform, machine: number, names: Readonly<Record<number, string>>): string {
  return `${platform}-${names[machine] ?? `0x${machine.toString(16)}`}`
}
