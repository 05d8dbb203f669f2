import { statSync } from 'node:fs'
import { homedir, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { FleetData } from '../../console/fleet-data.ts'
import { coverage, summarize } from '../../console/summaries.ts'
import type { SettingResource } from '../../contract/resources/setting.ts'
import type { AppState } from '../app/app-state.ts'

/** What there is to say of the app and its own monitor. */
export interface DiagnosticParts {
  readonly version: string
  readonly isPackaged: boolean
  readonly state: AppState
  /** What the app's own monitor shows; null where it cannot be asked. */
  readonly fleet: FleetData | null
  readonly settings: readonly SettingResource[]
  readonly dataDir: string
  /** The newest lines of the log, redacted. */
  readonly log: readonly string[]
  readonly redact: (text: string) => string
  /** ms since 1970 */
  readonly now: number
}

const files = ['batchdeck.db', 'batchdeck.db-wal', 'events.db', 'events.db-wal'] as const
const MIB = 1024 * 1024

/** `[DT-13]` What helps whoever helps, in English, for everybody to read: no target, no token, no address of another monitor. */
export function diagnostics(parts: DiagnosticParts): string {
  const { version, isPackaged, state, fleet, settings, dataDir, log, redact, now } = parts
  const { electron, chrome, node } = process.versions
  const { settings: desktop, life } = state
  const sections: [string, string[]][] = [
    [
      `Batchdeck ${version}`,
      [
        `Time: ${new Date(now).toISOString()}`,
        `Electron ${electron ?? '-'}, Chromium ${chrome ?? '-'}, Node ${node}`,
        `Platform: ${process.platform} ${release()} ${process.arch}, ${Math.round(totalmem() / MIB)} MiB`,
        `Installed: ${isPackaged ? 'yes' : 'no, from its sources'}`,
        `Uptime: ${Math.round(process.uptime())} s, memory ${Math.round(process.memoryUsage.rss() / MIB)} MiB`,
      ],
    ],
    [
      'App',
      [
        `Safe mode: ${yes(life.is_safe)}`,
        `Restarted after a fault: ${yes(life.was_restarted)}; last report: ${life.last_report?.name ?? 'none'}`,
        `Settings are kept: ${yes(life.keeps_settings)}`,
        `Language: ${desktop.language ?? 'of the system'} (${state.systemLanguage})`,
        `Closing the window: ${desktop.close}; tray: ${yes(state.canHide)}; start at login: ${yes(state.startsAtLogin)}`,
        `Notifications: ${Object.entries(desktop.notify)
          .map(([kind, isOn]) => `${kind} ${isOn ? 'on' : 'off'}`)
          .join(', ')}`,
        `Shows another monitor: ${yes(desktop.attached !== null)}; known: ${desktop.connections.length}`,
        `Port: ${life.port ? `${life.port.listening}, chosen ${life.port.chosen ?? 'none'}, variable ${life.port.variable ?? 'none'}` : '-'}`,
      ],
    ],
    ["This computer's monitor", fleet ? fleetLines(fleet, now) : ['not running']],
    ['Storage', [`Folder: ${dataDir}`, ...files.map((name) => `${name}: ${sizeOf(join(dataDir, name))}`)]],
    ['Settings that differ from the default', settingLines(settings)],
    [`Last lines of the log (${log.length})`, [...log]],
  ]
  const text = sections.map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`).join('\n\n')
  return `${redact(text).replaceAll(homedir(), '~')}\n`
}

function fleetLines({ server, tasks, consumers, batches, epochs, alerts, sources, imports }: FleetData, now: number) {
  const all = [...tasks.values()]
  const share = coverage(all, consumers.values())
  const { total, running, error } = summarize(batches.values())
  const rolling = [...epochs.values()].filter(([newest]) => newest?.state === 'rolling_out').length
  return [
    `Version ${server.version}, running for ${Math.round((now - server.started_at) / 1000)} s, demo ${server.demo}`,
    `Tasks: ${all.length}, targets: ${all.reduce((sum, { targets }) => sum + targets, 0)}, coverage: ${share === null ? '-' : `${Math.floor(share * 100)}%`}`,
    `Consumers: ${counted([...consumers.values()].map(({ state }) => state))}`,
    `Connections: ${server.connections}, frames in the last second: ${server.frames_per_second}`,
    `Batches: ${total}, running ${running}, in error ${error}; active rollouts: ${rolling}; imports: ${imports.length}`,
    `Alerts: ${counted(alerts.map(({ kind }) => kind))}`,
    `Sources: ${counted(sources.map(({ state }) => state))}`,
  ]
}

function settingLines(settings: readonly SettingResource[]): string[] {
  const lines = settings
    .filter(({ source, is_set: isSet }) => source.kind !== 'default' && isSet)
    .map(
      ({ name, value, secret, source }) => `${name} = ${secret ? '(hidden)' : value} (${source.place ?? source.kind})`,
    )
  return lines.length === 0 ? ['none'] : lines
}

function counted(kinds: readonly string[]): string {
  const counts = Map.groupBy(kinds, (kind) => kind)
  return counts.size === 0 ? 'none' : [...counts].map(([kind, { length }]) => `${kind} ${length}`).join(', ')
}

function sizeOf(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  return size === undefined ? '-' : `${Math.ceil(size / 1024)} KiB`
}

function yes(isSo: boolean): string {
  return isSo ? 'yes' : 'no'
}
