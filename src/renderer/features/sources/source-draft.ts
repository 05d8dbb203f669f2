import type { HeaderDraft } from '../../components/header-fields.tsx'
import type { SourceKind, SourceRequest, SourceResource } from '../../../contract/resources/source.ts'

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
  readonly onSuspicious: SourceResource['on_suspicious']
}

/** What the fields of a source get. */
export interface SourceEdit {
  readonly draft: SourceDraft
  /** The one there is, whose secrets stay where they are not given anew; null where there is none. */
  readonly source: SourceResource | null
  readonly onChange: (part: Partial<SourceDraft>) => void
}

const MINUTE_MS = 60_000
const USUAL_MINUTES = 5

/** Of a new source, or of the one there is, without what is secret: that stays unless it is given anew. */
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
    onSuspicious: source?.on_suspicious ?? 'take',
  }
}

/** What stands in a URL for what is not shown of it. */
const HIDDEN = '…'

/** `[SO-6]` Whether something of the URL is not shown, and stays. */
export function hidesOfUrl({ kind, url }: SourceDraft): boolean {
  return kind === 'url' && url.includes(HIDDEN)
}

/** `[SO-6]` Whether a URL leads to where that of the source leads: what is secret goes nowhere else. */
export function isSamePlace({ kind, url }: SourceDraft, source: SourceResource | null): boolean {
  return kind === 'url' && source?.kind === 'url' && URL.parse(url.trim())?.origin === URL.parse(source.where)?.origin
}

/** `[SO-6]` Whether the value of a header stays as it is. */
export function keepsHeader(draft: SourceDraft, source: SourceResource | null, { name, value }: HeaderDraft): boolean {
  if (value !== '' || !source || !isSamePlace(draft, source)) return false
  return source.headers.some((known) => known.toLowerCase() === name.trim().toLowerCase())
}

/** `[SO-6]` Whether what is not shown of the source there is stays: a connection, a query, a program and its arguments. */
export function keepsHidden(draft: SourceDraft, source: SourceResource | null, field: HiddenField): boolean {
  return source?.kind === draft.kind && kindOf[field] === draft.kind && draft[field].trim() === ''
}

/** What a source never shows of itself. */
export type HiddenField = 'database' | 'query' | 'command'
const hiddenFields = ['database', 'query', 'command'] as const satisfies readonly HiddenField[]
const kindOf = { database: 'sql', query: 'sql', command: 'command' } as const satisfies Record<HiddenField, SourceKind>

export type DraftFault = 'url' | 'file' | 'database' | 'query' | 'command' | 'minutes' | 'cron' | 'headers'

/**
 * What keeps a draft from being a source; whatever else is wrong the monitor says.
 * @param source the one there is; null where there is none
 */
export function faultsOf(draft: SourceDraft, source: SourceResource | null = null): DraftFault[] {
  const { kind, url, file, when, minutes, cron, headers } = draft
  const faults: DraftFault[] = []
  const isMissing = (field: HiddenField) =>
    kind === kindOf[field] && draft[field].trim() === '' && !keepsHidden(draft, source, field)
  const isTorn = hidesOfUrl(draft) && !isSamePlace(draft, source)
  if (kind === 'url' && (!isHttpUrl(url) || isTorn)) faults.push('url')
  if (kind === 'url' && headers.some((header) => isHalf(header) && !keepsHeader(draft, source, header)))
    faults.push('headers')
  if (kind === 'file' && file.trim() === '') faults.push('file')
  faults.push(...hiddenFields.filter(isMissing))
  if (when === 'interval' && !(minutes > 0)) faults.push('minutes')
  if (when === 'cron' && cron.trim() === '') faults.push('cron')
  return faults
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text.trim())
  return url !== null && ['http:', 'https:'].includes(url.protocol)
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

/** Whether only one of both is there. */
const isHalf = ({ name, value }: HeaderDraft) => (name.trim() === '') !== (value === '')

/**
 * As the monitor takes it.
 * @param source the one there is: what is secret in it and not given anew stays (SO-6), and so does what is not edited here
 */
export function definitionOf(draft: SourceDraft, source: SourceResource | null = null): SourceRequest {
  const { kind } = draft
  const path = draft.path.trim() === '' ? {} : { path: draft.path.trim() }
  const options = optionsOf(draft, source)
  const hidden = (field: HiddenField) => (keepsHidden(draft, source, field) ? null : draft[field].trim())
  switch (kind) {
    case 'url': {
      const named = draft.headers.filter(({ name }) => name.trim() !== '')
      const valueOf = (header: HeaderDraft) => (keepsHeader(draft, source, header) ? null : header.value)
      const headers = Object.fromEntries(named.map((header) => [header.name.trim(), valueOf(header)]))
      return { kind, url: draft.url.trim(), headers, ...path, ...options }
    }
    case 'file':
      return { kind, file: draft.file.trim(), ...path, ...options }
    case 'sql':
      return { kind, database: hidden('database'), query: hidden('query'), ...options }
    case 'command':
      return {
        kind,
        command: keepsHidden(draft, source, 'command') ? null : linesOf(draft.command),
        ...path,
        ...options,
      }
  }
}

function optionsOf({ kind, when, minutes, cron, ...draft }: SourceDraft, source: SourceResource | null) {
  const isSame = source?.kind === kind
  return {
    ...(when === 'cron' ? { cron: cron.trim() } : { interval: Math.round(minutes * MINUTE_MS) }),
    apply: draft.apply,
    on_invalid: draft.onInvalid,
    on_suspicious: draft.onSuspicious,
    ...(source && {
      ...(when === 'cron' && { time_zone: source.time_zone }),
      jitter: source.jitter,
      timeout: source.timeout,
      retries: source.retries,
      encoding: source.encoding,
      // Another place may give another format, and is called otherwise.
      ...(isSame && { format: source.format }),
      ...(isGivenName(source) && { name: source.name }),
    }),
  }
}

/** Whether somebody has named it: of itself it is called as the host, file or program it reads. */
const isGivenName = ({ name, where }: SourceResource) => !where.replace('://', '@').includes(name)
