import { Cron } from 'croner'
import { basename } from 'node:path'
import type { SourceDefinition, SourceResource } from '../../contract/resources/source.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import { pathTokens } from './json-path.ts'
import { shownAddress, shownUrl } from './shown-url.ts'

/** What a source does when, with everything that was left out. */
export type SourceTerms = Pick<
  SourceResource,
  | 'name'
  | 'kind'
  | 'where'
  | 'path'
  | 'headers'
  | 'interval'
  | 'cron'
  | 'time_zone'
  | 'jitter'
  | 'timeout'
  | 'retries'
  | 'apply'
  | 'on_invalid'
  | 'on_suspicious'
  | 'format'
  | 'encoding'
  | 'stale_after'
>

type TermSettings = Pick<
  Settings,
  'monitor.sources.interval' | 'monitor.sources.timeout' | 'monitor.sources.retries' | 'monitor.sources.stale-after'
>

/** A source that runs often is not stale at once, ms. */
const LEAST_STALE_MS = 15 * 60_000

/** @throws {BatchdeckError} `INVALID_MESSAGE` where it could never run */
export function termsOf(definition: SourceDefinition, settings: TermSettings): SourceTerms {
  const { kind, cron = null, time_zone: timeZone = 'UTC' } = definition
  if (cron !== null && definition.interval !== undefined) throw refusal('source_two_schedules')
  const interval = cron === null ? (definition.interval ?? settings['monitor.sources.interval']) : null
  const between = interval ?? cronInterval(cron!, timeZone)
  const path = 'path' in definition ? (definition.path ?? '') : ''
  if (pathTokens(path) === null) throw refusal('source_path_wrong')
  return {
    ...placeOf(definition),
    ...(definition.name !== undefined && { name: definition.name }),
    kind,
    path,
    headers: kind === 'url' ? Object.keys(definition.headers ?? {}) : [],
    interval,
    cron,
    time_zone: timeZone,
    jitter: definition.jitter ?? 0,
    timeout: definition.timeout ?? settings['monitor.sources.timeout'],
    retries: definition.retries ?? settings['monitor.sources.retries'],
    apply: definition.apply ?? 'automatically',
    on_invalid: definition.on_invalid ?? 'refuse',
    on_suspicious: definition.on_suspicious ?? 'take',
    format: definition.format ?? 'auto',
    encoding: definition.encoding ?? 'utf-8',
    stale_after: settings['monitor.sources.stale-after'] || Math.max(LEAST_STALE_MS, 3 * between),
  }
}

/** The longest time between the next few runs, ms. @throws {BatchdeckError} `INVALID_MESSAGE` */
function cronInterval(pattern: string, timeZone: string): number {
  try {
    const runs = new Cron(pattern, { timezone: timeZone, paused: true }).nextRuns(8)
    if (runs.length < 2) throw new Error('it never runs again')
    return Math.max(...runs.slice(1).map((run, i) => run.getTime() - runs[i]!.getTime()))
  } catch (error) {
    throw refusal('source_cron_wrong', { detail: (error as Error).message }, { cause: error })
  }
}

/** What it reads and how that is called, without anything secret. @throws {BatchdeckError} `INVALID_MESSAGE` */
export function placeOf(definition: SourceDefinition): { name: string; where: string } {
  switch (definition.kind) {
    case 'file':
      return { name: nameOf(basename(definition.file)), where: definition.file }
    case 'url': {
      const url = parsedUrl(definition.url)
      return { name: nameOf(url.host), where: shownUrl(url) }
    }
    case 'sql': {
      // A connection string from the environment is read when it is needed.
      if (typeof definition.database !== 'string') {
        return { name: nameOf(definition.database.variable), where: `$${definition.database.variable}` }
      }
      const url = databaseUrl(definition.database)
      const dialect = url.protocol.slice(0, -1)
      return { name: nameOf(`${dialect}@${url.hostname}`), where: `${dialect}://${url.host}${url.pathname}` }
    }
    case 'command': {
      // An argument may be a secret.
      const [program = '', ...more] = definition.command
      return { name: nameOf(basename(program)), where: more.length > 0 ? `${program} …` : program }
    }
  }
}

function nameOf(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._:@-]+/g, '_').slice(0, 128) || 'source'
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
export function parsedUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw refusal('source_url_wrong', { detail: shownAddress(text).slice(0, 64) })
  }
  return url
}

const databases = ['postgresql:', 'postgres:', 'mysql:', 'mariadb:']

/** @throws {BatchdeckError} `INVALID_MESSAGE`, without the text, which has a password in it */
export function databaseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !databases.includes(url.protocol)) throw refusal('source_database_unknown')
  return url
}
