import type { AlertResource } from '../../contract/resources/alert.ts'
import type { GuardedChanges } from '../procedures/guarded-changes.ts'
import type { CertificateFiles } from '../tls.ts'
import { certificateAlert } from './certificate-alert.ts'
import type { DiskWatch } from './disk-watch.ts'

interface Parts {
  readonly certificates: Pick<CertificateFiles, 'current'>
  /** `server.tls-warn-before`, ms. */
  readonly warnBefore: number
  readonly disks: DiskWatch
  readonly guarded: GuardedChanges
  readonly now: () => number
}

/** `[AL-8]` What the monitor watches around itself while nobody looks. */
export class Watch {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Each second. */
  tick(): void {
    this.parts.disks.tick()
  }

  alerts(): Omit<AlertResource, 'since'>[] {
    const { certificates, warnBefore, disks, guarded, now } = this.parts
    const certificate = certificateAlert(certificates.current, warnBefore, now())
    return [...disks.alerts(), ...(certificate ? [certificate] : []), ...guarded.alerts()]
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    this.parts.disks.shift(by)
    this.parts.guarded.shift(by)
  }
}
