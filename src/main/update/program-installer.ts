import { rmSync } from 'node:fs'
import type { FoundRelease } from './release-feed.ts'
import { keepVersion, type Run } from './kept-version.ts'
import type { PackageUpdater } from './package-updater.ts'
import { replaceProgram } from './replace-file.ts'
import { readStarts, writeStarts } from './start-record.ts'
import type { UpdateWay } from './update-copy.ts'
import { UpdateProblem } from './update-problem.ts'
import type { Installer } from './updates.ts'

interface Parts {
  readonly way: UpdateWay
  readonly packages: PackageUpdater
  /** Of the app that runs. */
  readonly version: string
  readonly userData: string
  /** starts.json */
  readonly startsFile: string
  readonly run: Run
}

/** `[DT-10]` `[DT-11]` Installs what was loaded; the version before is kept until the new one has started. */
export class ProgramInstaller implements Installer {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  download(release: FoundRelease, tell: (received: number, total: number) => void, end: AbortSignal): Promise<void> {
    return this.parts.packages.download(release, tell, end)
  }

  install(again: boolean): void {
    const { way, packages, version, userData, startsFile, run } = this.parts
    const loaded = packages.package
    if (loaded === null) throw new UpdateProblem('install')
    try {
      const kept = keepVersion(way, version, userData, packages.cache)
      writeStarts(startsFile, { ...readStarts(startsFile), good: version, trying: null, kept })
      if (way.kind === 'appimage') {
        replaceProgram(way.file, loaded.file, loaded.sha512)
        rmSync(loaded.file, { force: true })
      } else packages.install(again)
    } finally {
      // The new one, or the old one where it could not be replaced: whoever wanted a restart gets one.
      if (again && way.kind === 'appimage') run(way.file, [])
    }
  }
}
