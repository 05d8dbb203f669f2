import { type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import type { UpdateChannel, UpdatesOff } from '../../contract/desktop-update.ts'
import { isInside, ownAppImage } from '../app/app-image.ts'
import { isWritable } from '../app/writable-folder.ts'
import { readKeys } from './signature.ts'

/** How a new version takes the place of this one: the app does it, or a person. */
export type UpdateWay =
  | { readonly kind: 'appimage'; readonly file: string }
  | { readonly kind: 'nsis' }
  | { readonly kind: 'mac'; readonly bundle: string }
  /** By the packages of a system, or by hand. @param ending of the file to get */
  | { readonly kind: 'hand'; readonly ending: string; readonly command: 'apt' | 'dnf' | null }

/** What there is to know of a copy of the app that looks for updates. */
export interface UpdateCopy {
  readonly way: UpdateWay
  readonly bases: Readonly<Record<UpdateChannel, URL>>
  readonly keys: readonly KeyObject[]
  /** What electron-builder wrote of it. */
  readonly configFile: string
}

interface Surroundings {
  readonly isPackaged: boolean
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly execPath: string
  /** The folder with app-update.yml. */
  readonly resources: string
  /** The folder with the package.json of the app; in a package it is inside of the archive that is checked. */
  readonly appPath: string
}

/** `[DT-10]` What this copy was built with; why it does not look for updates where that is missing. */
export function updateCopy(around: Surroundings): UpdateCopy | UpdatesOff {
  const { isPackaged, resources, appPath } = around
  if (!isPackaged) return 'unpackaged'
  if (isOfStore(around)) return 'store'
  const configFile = join(resources, 'app-update.yml')
  const bases = basesFrom(read(configFile))
  if (bases === null) return 'no_source'
  const keys = keysFrom(read(join(appPath, 'package.json')))
  if (keys.length === 0) return 'no_key'
  return { way: wayOf(around), bases, keys, configFile }
}

/** Variables alone say nothing: what is started by an app of a store has those of that one. */
function isOfStore({ env, execPath }: Surroundings): boolean {
  const { SNAP: snap, FLATPAK_ID: flatpak } = env
  return (!!snap && isInside(execPath, snap)) || (!!flatpak && isInside(execPath, '/app'))
}

function wayOf({ platform, env, execPath, resources }: Surroundings): UpdateWay {
  if (platform === 'win32') {
    return env['PORTABLE_EXECUTABLE_FILE'] === undefined ? { kind: 'nsis' } : byHand('.exe')
  }
  if (platform === 'darwin') {
    // Batchdeck.app/Contents/MacOS/Batchdeck
    const bundle = dirname(dirname(dirname(execPath)))
    return isWritable(dirname(bundle)) ? { kind: 'mac', bundle } : byHand('.dmg')
  }
  const file = ownAppImage({ env, execPath })
  if (file !== null) {
    return isWritable(dirname(file)) ? { kind: 'appimage', file } : byHand('.AppImage')
  }
  const type = read(join(resources, 'package-type')).trim()
  if (type === 'deb') return { ...byHand('.deb'), command: 'apt' }
  if (type === 'rpm') return { ...byHand('.rpm'), command: 'dnf' }
  return byHand('.AppImage')
}

function byHand(ending: string): UpdateWay & { readonly kind: 'hand' } {
  return { kind: 'hand', ending, command: null }
}

/** Null where there is no place of a kind that is known. */
function basesFrom(config: string): UpdateCopy['bases'] | null {
  const { provider, url, owner, repo } = objectFrom(() => parse(config) as unknown)
  if (provider === 'generic' && typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url)) {
    const base = folderOf(url)
    return { stable: base, beta: base }
  }
  if (provider === 'github' && isName(owner) && isName(repo)) {
    const releases = `https://github.com/${owner}/${repo}/releases`
    // GitHub has no address of the newest pre-release: the beta channel is the release with this tag.
    return { stable: new URL(`${releases}/latest/download/`), beta: new URL(`${releases}/download/beta/`) }
  }
  return null
}

function folderOf(address: string): URL {
  const url = new URL(address)
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  // Nothing that would have to be kept secret belongs into what everybody gets.
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  return url
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value)
}

function keysFrom(manifest: string): KeyObject[] {
  const { updateKey } = objectFrom(() => JSON.parse(manifest) as unknown)
  try {
    return typeof updateKey === 'string' ? readKeys(updateKey) : []
  } catch {
    // Nothing could ever be checked with it.
    return []
  }
}

function objectFrom(parsed: () => unknown): Readonly<Record<string, unknown>> {
  try {
    const value = parsed()
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
