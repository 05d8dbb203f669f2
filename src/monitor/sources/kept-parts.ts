import { refusal } from '../../contract/refusal.ts'
import type { SourceDefinition, SourceOf, SourceRequest } from '../../contract/resources/source.ts'
import { hasHidden, withHidden } from './shown-url.ts'
import { parsedUrl } from './source-terms.ts'

type RequestOf<K extends SourceRequest['kind']> = Extract<SourceRequest, { kind: K }>

/**
 * `[SO-6]` A source as somebody gives it, with what is not shown of the one there is and was not sent again. What is secret
 * never gets to another scheme, host or port than it was given for.
 * @param before null where there is none
 * @throws {BatchdeckError} `INVALID_MESSAGE` where there is nothing to keep
 */
export function wholeDefinition(given: SourceRequest, before: SourceDefinition | null): SourceDefinition {
  switch (given.kind) {
    case 'file':
      return given
    case 'url':
      return wholeUrl(given, before?.kind === 'url' ? before : null)
    case 'sql': {
      const known = before?.kind === 'sql' ? before : null
      return {
        ...given,
        database: given.database ?? kept(known?.database, 'database'),
        query: given.query ?? kept(known?.query, 'query'),
      }
    }
    case 'command': {
      const { command, ...more } = given
      const known = before?.kind === 'command' ? before : null
      if (command !== null) return { ...more, command }
      return {
        ...(known?.folder !== undefined && { folder: known.folder }),
        ...more,
        command: kept(known?.command, 'command'),
      }
    }
  }
}

function wholeUrl({ headers: given, ...more }: RequestOf<'url'>, before: SourceOf<'url'> | null): SourceOf<'url'> {
  const old = before === null ? null : parsedUrl(before.url)
  const isThere = old !== null && parsedUrl(more.url).origin === old.origin
  const hasBlank = hasHidden(more.url) || Object.values(given ?? {}).includes(null)
  if (old !== null && !isThere && hasBlank) {
    throw refusal('source_kept_elsewhere', { from: old.origin, to: parsedUrl(more.url).origin })
  }
  const known = isThere ? (before?.headers ?? {}) : {}
  const byName = new Map(Object.entries(known).map(([name, value]) => [name.toLowerCase(), value]))
  const headers =
    given === undefined
      ? known
      : Object.fromEntries(
          Object.entries(given).map(([name, value]) => [name, value ?? kept(byName.get(name.toLowerCase()), name)]),
        )
  const url = isThere ? withHidden(more.url, old) : hasHidden(more.url) ? null : more.url
  return {
    ...more,
    url: kept(url, 'url'),
    ...(Object.keys(headers).length > 0 && { headers }),
  }
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function kept<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw refusal('source_nothing_kept', { what })
  return value
}
