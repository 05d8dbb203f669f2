import type { SourceDefinition, SourceOrigin } from '../../contract/resources/source.ts'
import { refusal } from '../../contract/refusal.ts'
import { isAllowedHost } from '../outbound/public-address.ts'
import { isHeaderAllowed } from '../outbound/own-headers.ts'
import { wholeDefinition } from '../sources/kept-parts.ts'
import { parsedUrl } from '../sources/source-terms.ts'
import { publicationFacts } from './audit.ts'
import type { Caller, Context } from './context.ts'
import { httpProcedure, procedure } from './procedure.ts'
import { Type } from 'typebox'
import { id } from '../../contract/primitives.ts'
import { sourceResource } from '../../contract/resources/source.ts'

/** `[SO-1]` In order of task, without secrets. */
export const listSources = procedure('sources.list', {
  role: 'viewer',
  audit: null,
  run: ({ sources }) => ({ sources: sources.resources() }),
})

/** `[SO-1]` That of one task. `UNKNOWN_SOURCE` */
export const getSource = httpProcedure('sources.get', {
  role: 'viewer',
  input: Type.Object({ task_id: id }),
  result: sourceResource,
  audit: null,
  run: ({ sources }, { task_id: taskId }) => sources.resource(taskId),
})

/** `[SO-3]` `FORBIDDEN` for what only this machine may name; `UNKNOWN_TASK`, `INVALID_MESSAGE`, `CONFLICT`, `STORAGE_FAILED` */
export const putSource = procedure('sources.put', {
  role: 'operator',
  audit: { name: 'sources.put', facts: ({ task_id }, source) => ({ task_id, ...(source && { name: source.name }) }) },
  run(context, { task_id: taskId, source: given }) {
    const origin = originOf(context.caller)
    const source = wholeDefinition(given, context.sources.definitionOf(taskId))
    assertHeaders(source)
    if (origin === 'token') assertMayName(context, source)
    return context.sources.put(taskId, source, origin)
  },
})

/** What it has brought stays. `UNKNOWN_SOURCE`, `CONFLICT`, `STORAGE_FAILED` */
export const deleteSource = procedure('sources.delete', {
  role: 'operator',
  audit: { name: 'sources.delete', facts: ({ task_id }) => ({ task_id }) },
  async run({ sources }, { task_id: taskId }) {
    await sources.delete(taskId)
    return null
  },
})

/** `UNKNOWN_SOURCE`, `STORAGE_FAILED` */
export const pauseSource = procedure('sources.pause', {
  role: 'operator',
  audit: { name: 'sources.pause', facts: ({ task_id }) => ({ task_id }) },
  run: ({ sources }, { task_id: taskId, paused }) => sources.pause(taskId, paused),
})

/** Answers when it is over, whatever came of it. `UNKNOWN_SOURCE` */
export const runSourceNow = procedure('sources.run', {
  role: 'operator',
  audit: { name: 'sources.run', facts: ({ task_id }) => ({ task_id }) },
  run: ({ sources }, { task_id: taskId }) => sources.run(taskId),
})

/** `[SO-4]` What waits becomes an import of the console's own. `UNKNOWN_SOURCE`, `CONFLICT` */
export const reviewSource = procedure('sources.review', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  async run({ sources, caller }, { task_id: taskId }) {
    if (!caller.imports) throw new Error('Nobody but a console has imports of its own.')
    return caller.imports.openFile({ taskId, ...(await sources.pending(taskId)) })
  },
})

/** `[SO-4]` `GUARDED` where `confirm` does not name what goes; `UNKNOWN_SOURCE`, `CONFLICT`, `STALE_EPOCH`, `STORAGE_FAILED` */
export const applySource = procedure('sources.apply', {
  role: 'operator',
  audit: {
    name: 'sources.apply',
    facts: ({ task_id, base_epoch }, publication) => ({ task_id, base_epoch, ...publicationFacts(publication) }),
  },
  inTurns: true,
  run: ({ sources }, { task_id: taskId, confirm, base_epoch: baseEpoch, read_at: readAt }) =>
    sources.apply(taskId, { confirm, baseEpoch, readAt }),
})

/** `[SO-4]` The same again is passed over. `UNKNOWN_SOURCE`, `CONFLICT` */
export const discardSource = procedure('sources.discard', {
  role: 'operator',
  audit: { name: 'sources.discard', facts: ({ task_id }) => ({ task_id }) },
  run: ({ sources }, { task_id: taskId }) => sources.discard(taskId),
})

/** Whoever is in this process runs this machine; whoever comes over a network has a token, or might have one. */
function originOf({ via }: Caller): SourceOrigin {
  return via === 'desktop' || via === 'command' ? 'desktop' : 'token'
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function assertHeaders(source: SourceDefinition): void {
  if (source.kind !== 'url') return
  for (const [name, value] of Object.entries(source.headers ?? {})) {
    if (!isHeaderAllowed(name, value)) throw refusal('source_header_refused', { name })
  }
}

/** @throws {BatchdeckError} `FORBIDDEN`, `INVALID_MESSAGE` */
function assertMayName({ allowedHosts }: Pick<Context, 'allowedHosts'>, source: SourceDefinition): void {
  if (source.kind !== 'url') throw refusal('source_kind_not_for_tokens', { kind: source.kind })
  if (Object.values(source.headers ?? {}).some((value) => typeof value !== 'string')) {
    throw refusal('source_variable_not_for_tokens')
  }
  const url = parsedUrl(source.url)
  if (!isAllowedHost(url, allowedHosts)) throw refusal('source_host_not_allowed', { host: url.host })
}
