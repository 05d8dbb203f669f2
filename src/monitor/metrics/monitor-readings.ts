import type { Backups } from '../backups.ts'
import type { AuditLog } from '../events/audit-log.ts'
import type { CertificateFiles } from '../tls.ts'
import type { DiskWatch } from '../watch/disk-watch.ts'
import type { TargetReportDesk } from '../target-report-desk.ts'
import type { Reading } from './reading.ts'
import { targetReadings } from './target-readings.ts'

interface Parts {
  readonly sockets: { readonly size: number }
  readonly consoles: { size(): number }
  readonly events: AuditLog
  readonly certificates: CertificateFiles
  readonly backups: Pick<Backups, 'age'>
  readonly disks: Pick<DiskWatch, 'figures'>
  readonly targetReports: Pick<TargetReportDesk, 'figures'>
}

/** What is read of the monitor's own parts at each scrape, beyond what is counted as it happens. */
export function monitorReadings(parts: Parts): Reading[] {
  const { sockets, consoles, events, certificates, backups, targetReports, disks } = parts
  const readings: Reading[] = [
    {
      kind: 'gauge',
      name: 'batchdeck_consumer_sockets',
      help: 'Open sockets of consumers and observers, registered or not; monitor.limits.max-connections is the most.',
      read: () => sockets.size,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_console_sockets',
      help: 'Open consoles in browsers.',
      read: () => consoles.size(),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_event_log_waiting_events',
      help: 'Events that are not on disk yet; 50,000 at most, what comes beyond is lost.',
      read: () => events.waiting,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_event_log_lag_seconds',
      help: 'For how long the oldest of them has been waiting. Above some seconds: the disk of events.db is slow or refuses.',
      read: () => events.lag / 1000,
    },
    {
      kind: 'counter',
      name: 'batchdeck_event_log_lost_events_total',
      help: 'Events that were never written, because the disk refused for too long.',
      read: () => events.lost,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_backup_age_seconds',
      help: 'For how long there was no new backup of the database; -1 where there is none at all.',
      read: () => (backups.age === null ? -1 : backups.age / 1000),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_disk_free_bytes',
      labels: ['use'],
      help: 'Free space of the disk of the data folder, of the backups and of the access log (AL-8), as of the last minute.',
      read: () => disks.figures().map(({ use, free }) => [{ use }, free] as const),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_disk_size_bytes',
      labels: ['use'],
      help: 'Size of these disks.',
      read: () => disks.figures().map(({ use, size }) => [{ use }, size] as const),
    },
    ...targetReadings(targetReports),
  ]
  if (certificates.current) {
    readings.push({
      kind: 'gauge',
      name: 'batchdeck_tls_certificate_expires_timestamp_seconds',
      help: 'When the TLS certificate, or one of its chain, is of no use any more, in s since 1970. Renew it before, and send SIGHUP.',
      read: () => (certificates.current?.first.expiresAt ?? 0) / 1000,
    })
  }
  return readings
}
