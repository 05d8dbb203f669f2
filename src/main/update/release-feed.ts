import type { KeyObject } from 'node:crypto'
import type { UpdateChannel } from '../../contract/desktop-update.ts'
import { type ReleaseList, readReleaseList } from './release-list.ts'
import { compareVersions } from './release-version.ts'
import type { SeenReleases } from './seen-releases.ts'
import { isSigned } from './signature.ts'
import { problemFrom, UpdateProblem } from './update-problem.ts'

/** One that is newer than the app, with where its files are. */
export interface FoundRelease extends ReleaseList {
  readonly base: URL
}

interface Parts {
  /** Where the lists of each channel are; ends with a slash. */
  readonly bases: Readonly<Record<UpdateChannel, URL>>
  /** Whose signatures count. */
  readonly keys: readonly KeyObject[]
  readonly platform: NodeJS.Platform
  readonly arch: string
  /** Of the app that runs. */
  readonly version: string
  readonly seen: SeenReleases
  readonly fetch: typeof globalThis.fetch
}

/** Larger is no list of releases. */
const MAX_LIST_BYTES = 1024 * 1024
const MAX_SIGNATURE_BYTES = 1024
/** For each of both files, ms. */
const TIMEOUT_MS = 30_000

/** `[DT-10]` Where releases are listed. Nothing of it counts that is not signed with a key this copy was built with. */
export class ReleaseFeed {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /**
   * The newest release of a channel that is newer than the app; null where there is none. Beta has the stable ones, too.
   * @throws {UpdateProblem}
   */
  async newest(channel: UpdateChannel): Promise<FoundRelease | null> {
    const { bases, version } = this.parts
    const stable = await this.list('latest', bases.stable, channel === 'beta')
    const beta = channel === 'beta' ? await this.list('beta', bases.beta, stable !== null) : null
    const found = [stable, beta]
      .filter((list) => list !== null)
      .toSorted((a, b) => compareVersions(b.info.version, a.info.version))[0]
    return found && compareVersions(found.info.version, version) > 0 ? found : null
  }

  /** @param mayBeAbsent there is another one */
  private async list(channel: string, base: URL, mayBeAbsent: boolean): Promise<FoundRelease | null> {
    const name = this.nameOf(channel)
    const body = await this.get(new URL(name, base), MAX_LIST_BYTES)
    if (body === null) {
      if (mayBeAbsent) return null
      throw new UpdateProblem('absent')
    }
    const signature = await this.get(new URL(`${name}.sig`, base), MAX_SIGNATURE_BYTES)
    if (signature === null) throw new UpdateProblem('unsigned')
    if (!isSigned(this.parts.keys, name, body, signature.toString('latin1')))
      throw new UpdateProblem('signed_otherwise')
    const list = readReleaseList(body.toString('utf8'), base)
    if (list.releasedAt < this.parts.seen.newest(name)) throw new UpdateProblem('replayed')
    try {
      this.parts.seen.remember(name, list.releasedAt)
    } catch (error) {
      throw problemFrom(error, 'unwritable')
    }
    return { ...list, base }
  }

  /** As electron-builder names them. */
  private nameOf(channel: string): string {
    const { platform, arch } = this.parts
    if (platform === 'win32') return `${channel}.yml`
    if (platform === 'darwin') return `${channel}-mac.yml`
    return `${channel}-linux${arch === 'x64' ? '' : `-${arch}`}.yml`
  }

  /** Null where there is nothing. */
  private async get(url: URL, most: number): Promise<Buffer | null> {
    try {
      const response = await this.parts.fetch(url.href, {
        headers: { 'cache-control': 'no-cache' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (response.ok) return await readAtMost(response, most)
      await response.body?.cancel()
      if (response.status === 404) return null
      throw new UpdateProblem('refused', `HTTP ${response.status}`)
    } catch (error) {
      throw problemFrom(error, 'unreachable')
    }
  }
}

async function readAtMost(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > most) throw new UpdateProblem('unreadable')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
