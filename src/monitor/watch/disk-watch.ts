import { sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { diskSpace, type DiskSpace } from './disk-space.ts'
import { DiskTrend } from './disk-trend.ts'

/** What is on a disk, by the name that alerts and metrics have for it. */
export type DiskUse = 'data' | 'backups' | 'access_log'

/** How often it is looked, ms. */
const LOOK_INTERVAL_MS = 60_000
/** After so long without an answer the next disk is looked at, ms. */
const LOOK_TIMEOUT_MS = 5000
/**
 * Each look that is not answered keeps one of the few threads that read files for everybody: where so many are kept, no
 * further disk is looked at until one answers.
 */
const MAX_UNANSWERED = 2
/** A disk is low below this part of it, or below the setting where that is less. */
const LOW_PART = 0.05
/** So many times the limit have to be free again until a disk is not low any more. */
const RECOVERED_PART = 1.25
const HOUR_MS = 3_600_000
/** A disk that is full sooner is filling, and not any more where that takes longer than the other, ms. */
const FULL_SOON_MS = 24 * HOUR_MS
const FULL_LATER_MS = 36 * HOUR_MS
/** What is said to be left is said anew where it is other by so much, as a part of it. */
const SAID_AGAIN_PART = 0.1

interface Parts {
  /** In order of importance: an alert names the first folder of a disk. */
  readonly folders: readonly { readonly use: DiskUse; readonly folder: string }[]
  /** `monitor.storage.least-free`, bytes; 0 looks at nothing. */
  readonly leastFree: number
  /** ms since 1970. */
  readonly now: () => number
  /** Only forward, ms. */
  readonly steady: () => number
  /** Those in force before a restart (AL-1): a trend takes hours to be seen again. */
  readonly open: readonly AlertResource[]
  readonly look?: (folder: string) => Promise<DiskSpace>
}

interface Watched {
  readonly use: DiskUse
  readonly folder: string
  readonly trend: DiskTrend
  /** As it was last seen; null where it cannot be. */
  seen: DiskSpace | null
  isLow: boolean
  /** When it is full if it goes on like that, ms since 1970; null where that is not soon. */
  fullAt: number | null
  /** What alerts say is left, bytes; NaN before anything was seen. */
  said: number
  isLookedAt: boolean
}

/** `[AL-8]` Watches how much is left on the disks that are written to, without ever waiting for one of them. */
export class DiskWatch {
  private readonly parts: Parts
  private readonly look: (folder: string) => Promise<DiskSpace>
  private readonly disks: readonly Watched[]
  private nextLookAt = -Infinity
  private isLooking = false

  constructor(parts: Parts) {
    this.parts = parts
    this.look = parts.look ?? diskSpace
    this.disks = parts.folders.map((each) => ({
      ...each,
      trend: new DiskTrend(),
      seen: null,
      isLow: false,
      fullAt: this.fullAtOf(each.use),
      said: NaN,
      isLookedAt: false,
    }))
  }

  /** Time has passed. */
  tick(): void {
    const at = this.parts.steady()
    if (this.parts.leastFree === 0 || this.isLooking || at < this.nextLookAt) return
    this.nextLookAt = at + LOOK_INTERVAL_MS
    this.isLooking = true
    void this.lookAtAll().finally(() => (this.isLooking = false))
  }

  /** One for each disk, whatever of it is used. */
  alerts(): Omit<AlertResource, 'since'>[] {
    const told = new Set<string>()
    return this.disks.flatMap(({ use, folder, seen, isLow, fullAt, said }) => {
      if (!seen || told.has(seen.disk) || !(isLow || fullAt !== null)) return []
      told.add(seen.disk)
      const values = { folder, free: sizeText(said), size: sizeText(seen.size) }
      const until = fullAt === null ? 0 : Math.max(0, fullAt - this.parts.now())
      const sentence =
        isLow || fullAt === null
          ? refusal('disk_low', values)
          : refusal('disk_fills', { ...values, hours: Math.max(1, Math.round(until / HOUR_MS)) })
      return {
        alert_id: `disk_filling:${use}`,
        kind: 'disk_filling' as const,
        ...sentenceOf(sentence),
        ...(fullAt !== null && { next_at: fullAt }),
      }
    })
  }

  /** Of those that can be seen. */
  figures(): { readonly use: DiskUse; readonly free: number; readonly size: number }[] {
    return this.disks.flatMap(({ use, seen }) => (seen ? { use, free: seen.free, size: seen.size } : []))
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    for (const disk of this.disks) if (disk.fullAt !== null) disk.fullAt += by
  }

  /** As it was known before a restart; null where nothing was. */
  private fullAtOf(use: DiskUse): number | null {
    const alert = this.parts.open.find(({ alert_id: id }) => id === `disk_filling:${use}`)
    const hours = alert?.reason === 'disk_fills' ? alert.values?.['hours'] : undefined
    return typeof hours === 'number' ? this.parts.now() + hours * HOUR_MS : null
  }

  /** One after the other. */
  private async lookAtAll(): Promise<void> {
    for (const disk of this.disks) {
      const unanswered = this.disks.filter(({ isLookedAt }) => isLookedAt).length
      if (disk.isLookedAt || unanswered >= MAX_UNANSWERED) continue
      await withinTimeout(this.lookAt(disk))
    }
  }

  private async lookAt(disk: Watched): Promise<void> {
    disk.isLookedAt = true
    try {
      this.note(disk, await this.look(disk.folder))
    } catch {
      // Where it is gone, whoever writes to it says so.
      disk.seen = null
      disk.isLow = false
      disk.fullAt = null
    } finally {
      disk.isLookedAt = false
    }
  }

  private note(disk: Watched, seen: DiskSpace): void {
    const { leastFree, now, steady } = this.parts
    const { free, size } = seen
    disk.seen = seen
    const limit = Math.min(leastFree, size * LOW_PART)
    disk.isLow = free < limit * (disk.isLow ? RECOVERED_PART : 1)
    // A figure that is another one each minute would be another alert each time.
    if (!(Math.abs(free - disk.said) <= disk.said * SAID_AGAIN_PART)) disk.said = free
    if (disk.trend.add(steady(), free)) {
      const { rate } = disk.trend
      if (rate === null) return
      const left = rate > 0 ? free / rate : Infinity
      const isFilling = left < (disk.fullAt === null ? FULL_SOON_MS : FULL_LATER_MS)
      disk.fullAt = isFilling ? Math.round(now() + left) : null
    }
  }
}

/** In the units in which disks are sold: "812 MB", "1.4 GB". @param bytes how many */
export function sizeText(bytes: number): string {
  const [unit, length] = bytes >= 1e12 ? ['TB', 1e12] : bytes >= 1e9 ? ['GB', 1e9] : ['MB', 1e6]
  const count = bytes / length
  return `${count < 10 ? Math.floor(count * 10) / 10 : Math.floor(count)} ${unit}`
}

/** Done when this is, or after some seconds. */
async function withinTimeout(look: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((done) => {
    timer = setTimeout(done, LOOK_TIMEOUT_MS)
    timer.unref()
  })
  await Promise.race([look, timeout])
  clearTimeout(timer)
}
