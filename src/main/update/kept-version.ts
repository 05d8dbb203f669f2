import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { keepProgram, replaceProgram } from './replace-file.ts'
import type { KeptVersion } from './start-record.ts'
import type { UpdateWay } from './update-copy.ts'

/** Starts a program that outlives this one. */
export type Run = (command: string, args: readonly string[]) => void

/** What an AppImage is told of itself, by the one that is running. */
const ownVariables = ['APPIMAGE', 'APPDIR', 'ARGV0', 'OWD']

export const run: Run = (command, args) => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ownVariables.includes(name)))
  // Its folder may be inside of what is about to go.
  const child = spawn(command, args, { detached: true, stdio: 'ignore', cwd: homedir(), env })
  child.on('error', (error) => console.error(`${basename(command)} could not be started: ${error.message}`))
  child.unref()
}

/** The folder in which a version is kept until the next one has started. */
export function keptFolder(userData: string): string {
  return join(userData, 'previous')
}

/**
 * `[DT-11]` Keeps the version that runs; null where there is nothing of it to keep.
 * @param cache where the installer of Windows leaves itself
 * @throws where the disk does not take it
 */
export function keepVersion(way: UpdateWay, version: string, userData: string, cache: string): KeptVersion | null {
  const folder = keptFolder(userData)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (way.kind === 'appimage') {
    const file = join(folder, basename(way.file))
    keepProgram(way.file, file)
    return { version, kind: 'appimage', file, place: way.file }
  }
  if (way.kind === 'mac') {
    const file = join(folder, basename(way.bundle))
    copyBundle(way.bundle, file)
    return { version, kind: 'mac', file, place: way.bundle }
  }
  const installer = join(cache, 'installer.exe')
  if (way.kind !== 'nsis' || !existsSync(installer)) return null
  const file = join(folder, `${version}.exe`)
  keepProgram(installer, file)
  return { version, kind: 'nsis', file, place: '' }
}

/**
 * `[DT-11]` Puts a version back that was kept. What starts it again is to be run once this has been written down.
 * @throws where it is not there any more, or its place cannot be written
 */
export function putVersionBack({ kind, file, place }: KeptVersion): () => void {
  if (!existsSync(file)) throw new Error(`${file} is gone.`)
  if (kind === 'appimage') {
    replaceProgram(place, file, null)
    // As this one was to be started.
    return () => run(place, process.argv.slice(1))
  }
  // The installer ends what runs, and starts what it has installed.
  if (kind === 'nsis') return () => run(file, ['--updated', '/S', '--force-run'])
  replaceBundle(place, file)
  return () => run('/usr/bin/open', ['-n', place])
}

function copyBundle(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
}

function replaceBundle(place: string, from: string): void {
  const coming = `${place}.new`
  const going = `${place}.old`
  for (const folder of [coming, going]) rmSync(folder, { recursive: true, force: true })
  copyBundle(from, coming)
  renameSync(place, going)
  renameSync(coming, place)
  rmSync(going, { recursive: true, force: true })
}
