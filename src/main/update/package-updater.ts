import {
  AppImageUpdater,
  type AppUpdater,
  CancellationToken,
  MacUpdater,
  NsisUpdater,
  type ProgressInfo,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { getAppCacheDir } from 'electron-updater/out/AppAdapter.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { FoundRelease } from './release-feed.ts'
import type { UpdateWay } from './update-copy.ts'
import { problemFrom, UpdateProblem } from './update-problem.ts'

/** A download of which nothing comes for so long is given up, ms. */
const STALL_MS = 60_000
/** Progress is told so often at most, ms. */
const TELL_INTERVAL_MS = 250

interface Parts {
  readonly way: UpdateWay
  /** What electron-builder wrote: app-update.yml. */
  readonly configFile: string
  readonly version: string
  readonly userData: string
  readonly quit: () => void
  /** Of the system, with its proxies and authorities, if left out. */
  readonly executor?: unknown
  /** Where downloads are kept; as electron-updater does if left out. */
  readonly cacheFolder?: string
}

/** Gives electron-updater the release that was found and checked, and nothing else: it looks for none itself. */
class FoundReleaseProvider extends Provider<UpdateInfo> {
  private readonly release: FoundRelease

  constructor({ release }: { release: FoundRelease }, _updater: AppUpdater, runtime: object) {
    super(runtime as never)
    this.release = release
  }

  override getLatestVersion(): Promise<UpdateInfo> {
    return Promise.resolve(this.release.info)
  }

  override resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
    return files.map((info) => ({ url: new URL(info.url, this.release.base), info }))
  }
}

/** `[DT-10]` Loads the package of a release by electron-updater: where it can, only what differs from the version that is there. */
export class PackageUpdater {
  private readonly updater: AppUpdater
  private readonly cacheFolder: string
  private downloaded: { readonly file: string; readonly sha512: string } | null = null

  constructor(parts: Parts) {
    const { way, configFile, version, userData, quit, executor, cacheFolder } = parts
    const folder = cacheFolder ?? getAppCacheDir()
    const adapter = {
      version,
      name: 'batchdeck',
      isPackaged: true,
      appUpdateConfigPath: configFile,
      userDataPath: userData,
      baseCachePath: folder,
      whenReady: () => Promise.resolve(),
      quit,
      relaunch: () => {},
      // When it is installed is not for it to say.
      onQuit: () => {},
    }
    this.updater = updaterOf(way, adapter)
    this.cacheFolder = join(folder, cacheName(configFile))
    Object.assign(this.updater, {
      httpExecutor: executor ?? new ElectronHttpExecutor(),
      // Nobody is counted: no number of this copy goes out.
      stagingUserIdPromise: { value: Promise.resolve('') },
      logger: null,
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: true,
      disableWebInstaller: true,
    })
    // Told by what the methods throw.
    this.updater.on('error', () => {})
  }

  /** Where electron-updater and the installer of Windows keep what they loaded. */
  get cache(): string {
    return this.cacheFolder
  }

  /** What was downloaded last, and its checksum as it was signed; null before. */
  get package(): { readonly file: string; readonly sha512: string } | null {
    return this.downloaded
  }

  /**
   * Loads a release, or takes what was loaded of it before.
   * @param tell bytes that came, and how many there are
   * @throws {UpdateProblem}
   */
  async download(
    release: FoundRelease,
    tell: (received: number, total: number) => void,
    end: AbortSignal,
  ): Promise<void> {
    const { updater } = this
    updater.setFeedURL({ provider: 'custom', updateProvider: FoundReleaseProvider, release } as never)
    updater.disableDifferentialDownload = release.info.files.every(({ blockMapSize }) => blockMapSize === undefined)
    const token = new CancellationToken()
    const giveUp = () => token.cancel()
    let stall = setTimeout(giveUp, STALL_MS)
    let toldAt = -Infinity
    const progress = ({ transferred, total }: ProgressInfo) => {
      clearTimeout(stall)
      stall = setTimeout(giveUp, STALL_MS)
      if (performance.now() - toldAt < TELL_INTERVAL_MS) return
      toldAt = performance.now()
      tell(transferred, total)
    }
    end.addEventListener('abort', giveUp)
    updater.on('download-progress', progress)
    try {
      const found = await updater.checkForUpdates()
      // For a newer system than this one.
      if (!found?.isUpdateAvailable) throw new UpdateProblem('absent')
      const [file = ''] = await updater.downloadUpdate(token)
      const sha512 = release.info.files.find(({ url }) => file.endsWith(url))?.sha512 ?? ''
      this.downloaded = { file, sha512 }
    } catch (error) {
      throw problemFrom(error, 'unreachable')
    } finally {
      clearTimeout(stall)
      end.removeEventListener('abort', giveUp)
      updater.off('download-progress', progress)
    }
  }

  /** Starts the installer of Windows, or hands over to macOS. @param again whether the app starts again afterwards */
  install(again: boolean): void {
    const { updater } = this
    if (updater instanceof NsisUpdater) {
      if (!updater.install(true, again)) throw new UpdateProblem('install')
    } else updater.quitAndInstall()
  }
}

function updaterOf(way: UpdateWay, adapter: object): AppUpdater {
  if (way.kind === 'nsis') return new NsisUpdater(undefined, adapter as never)
  if (way.kind === 'mac') return new MacUpdater(undefined, adapter as never)
  return new AppImageUpdater(undefined, adapter)
}

function cacheName(configFile: string): string {
  const { updaterCacheDirName } = parse(readFileSync(configFile, 'utf8')) as { updaterCacheDirName?: unknown }
  return typeof updaterCacheDirName === 'string' ? updaterCacheDirName : 'batchdeck'
}
