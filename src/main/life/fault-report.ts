import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { FaultReport } from '../../contract/desktop-life.ts'

/** What a report says beside the error. */
export interface FaultScene {
  readonly version: string
  /** For how long the app ran, ms. */
  readonly uptime: number
  /** The newest lines of the log, redacted. */
  readonly log: readonly string[]
  /** Takes out what nobody else is to read. */
  readonly redact: (text: string) => string
}

/** More would be the same once more. */
const MAX_REPORTS = 10
/** An error that is its own cause must end somewhere. */
const MAX_CAUSES = 8
const reportName = /^fault-([0-9]{8}T[0-9]{9})Z\.txt$/

/** `[DT-12]` What went wrong, with everything that led to it, as a text that may be passed on. */
export function faultText(error: unknown, kind: string, at: number, scene: FaultScene): string {
  const { version, uptime, log, redact } = scene
  const { electron, chrome, node } = process.versions
  return [
    `Batchdeck ${version}: ${kind}`,
    '',
    `Time      ${new Date(at).toISOString()}`,
    `Uptime    ${Math.round(uptime / 1000)} s`,
    `Platform  ${process.platform} ${release()} ${process.arch}`,
    `Electron  ${electron ?? '-'}, Chromium ${chrome ?? '-'}, Node ${node}`,
    '',
    redact(chainOf(error).join('\n\ncaused by\n')),
    '',
    `Last lines of the log (${log.length}):`,
    ...log,
    '',
  ].join('\n')
}

/**
 * `[DT-12]` Writes it for this user only, and takes away all but the newest ten.
 * @returns its name
 * @throws the error of the system
 */
export function writeReport(folder: string, text: string, at: number): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = `fault-${new Date(at).toISOString().replaceAll(/[-:.Z]/g, '')}Z.txt`
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  for (const { name: old } of reportsIn(folder, at).slice(MAX_REPORTS)) rmSync(join(folder, old), { force: true })
  return name
}

/**
 * Newest first. Those of a time that is still to come are of before the clock was set back: older than all others.
 * @param now ms since 1970
 */
export function reportsIn(folder: string, now: number): FaultReport[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  const isToCome = ({ at }: FaultReport) => Number(at > now)
  return names.flatMap((name) => reportOf(name) ?? []).toSorted((a, b) => isToCome(a) - isToCome(b) || b.at - a.at)
}

/** Null where it is no report's name. */
export function reportOf(name: string): FaultReport | null {
  const [, time] = reportName.exec(name) ?? []
  if (time === undefined) return null
  const [day, clock] = time.split('T') as [string, string]
  const at = Date.parse(
    `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4, 6)}.${clock.slice(6)}Z`,
  )
  return Number.isNaN(at) ? null : { name, at }
}

/** When the app was last restarted by itself, ms; null where it never was, or nobody knows. */
export function lastRestart(folder: string): number | null {
  try {
    const at = Number(readFileSync(join(folder, RESTART_FILE), 'utf8'))
    return Number.isFinite(at) && at > 0 && statSync(join(folder, RESTART_FILE)).isFile() ? at : null
  } catch {
    return null
  }
}

/** @throws the error of the system: without it, nobody would know when to stop */
export function noteRestart(folder: string, at: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, RESTART_FILE), String(at), { mode: 0o600 })
}

const RESTART_FILE = 'last-restart'

/** In the words of each, with the stack where there is one. */
function chainOf(error: unknown): string[] {
  const chain: string[] = []
  let next: unknown = error
  while (next !== undefined && next !== null && chain.length < MAX_CAUSES) {
    chain.push(wordsOf(next))
    const isObject = typeof next === 'object'
    if (isObject && next instanceof AggregateError) chain.push(...next.errors.slice(0, MAX_CAUSES).map(wordsOf))
    next = isObject ? (next as { cause?: unknown }).cause : undefined
  }
  return chain.length === 0 ? [wordsOf(error)] : chain
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : inspect(error, { depth: 4 })
  const { code, stack, name, message } = error as NodeJS.ErrnoException
  return `${stack ?? `${name}: ${message}`}${code === undefined ? '' : `\n    code: ${code}`}`
}
