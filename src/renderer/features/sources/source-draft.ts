import type { SourceDefinition, SourceKind, SourceResource } from '../../../contract/resources/source.ts'

/** A header of a request; the value of one that is kept is not known here. */
export interface HeaderDraft {
  readonly name: string
  readonly value: string
}

/** A source as it is edited. */
export interface SourceDraft {
  readonly kind: SourceKind
  readonly url: string
  readonly path: string
  readonly headers: readonly HeaderDraft[]
  readonly file: string
  readonly database: string
  readonly query: string
  /** The program and its arguments, one a line. */
  readonly command: string
  readonly when: 'interval' | 'cron'
  /** Minutes; NaN while nothing is there. */
  readonly minutes: number
  readonly cron: string
  readonly apply: SourceResource['apply']
  readonly onInvalid: SourceResource['on_invalid']
}

const MINUTE_MS = 60_000
const USUAL_MINUTES = 5

/** Of a new source, or of the one there is: what is secret has to be given again. */
export function draftOf(source: SourceResource | null): SourceDraft {
  const where = (kind: SourceKind) => (source?.kind === kind ? source.where : '')
  return {
    kind: source?.kind ?? 'url',
    url: where('url'),
    path: source?.path ?? '',
    headers: (source?.headers ?? []).map((name) => ({ name, value: '' })),
    file: where('file'),
    database: '',
    query: '',
    command: '',
    when: source && source.interval === null ? 'cron' : 'interval',
    minutes: (source?.interval ?? USUAL_MINUTES * MINUTE_MS) / MINUTE_MS,
    cron: source?.cron ?? '',
    apply: source?.apply ?? 'automatically',
    onInvalid: source?.on_invalid ?? 'refuse',
  }
}

export type DraftFault = 'url' | 'file' | 'database' | 'query' | 'command' | 'minutes' | 'cron' | 'headers'

/** What keeps a draft from being a source; whatever else is wrong the monitor says. */
export function faultsOf(draft: SourceDraft): DraftFault[] {
  const { kind, url, file, database, query, command, when, minutes, cron, headers } = draft
  const faults: DraftFault[] = []
  if (kind === 'url' && !isHttpUrl(url)) faults.push('url')
  if (kind === 'url' && headers.some(({ name, value }) => (name.trim() === '') !== (value === '')))
    faults.push('headers')
  if (kind === 'file' && file.trim() === '') faults.push('file')
  if (kind === 'sql' && database.trim() === '') faults.push('database')
  if (kind === 'sql' && query.trim() === '') faults.push('query')
  if (kind === 'command' && linesOf(command).length === 0) faults.push('command')
  if (when === 'interval' && !(minutes > 0)) faults.push('minutes')
  if (when === 'cron' && cron.trim() === '') faults.push('cron')
  return faults
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text.trim())
  return url !== null && ['http:', 'https:'].includes(url.protocol)
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

/** As the monitor takes it. */
export function definitionOf(draft: SourceDraft): SourceDefinition {
  const { kind, when, minutes, cron, apply, onInvalid } = draft
  const path = draft.path.trim() === '' ? {} : { path: draft.path.trim() }
  const options = {
    ...(when === 'cron' ? { cron: cron.trim() } : { interval: Math.round(minutes * MINUTE_MS) }),
    apply,
    on_invalid: onInvalid,
  }
  switch (kind) {
    case 'url': {
      const headers = Object.fromEntries(
        draft.headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
      )
      return { kind, url: draft.url.trim(), ...(Object.keys(headers).length > 0 && { headers }), ...path, ...options }
    }
    case 'file':
      return { kind, file: draft.file.trim(), ...path, ...options }
    case 'sql':
      return { kind, database: draft.database.trim(), query: draft.query.trim(), ...options }
    case 'command':
      return { kind, command: linesOf(draft.command), ...path, ...options }
  }
}
