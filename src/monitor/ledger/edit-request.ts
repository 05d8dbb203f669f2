import type { InvalidLine } from '../../core/views.ts'
import { BatchdeckError } from '../../core/errors.ts'
import type { PlanDelta } from '../../core/planner/delta.ts'
import type { TargetEdit } from '../../core/planner/plan.ts'
import { acceptTargets, parseTargetItems, parseTargetLines, parseTargetText } from '../../core/target-list.ts'
import { editOf } from './epoch-history.ts'

/** A target list as it came in: text, one target a line, or the items of a JSON list. */
type ListSource = { readonly text: string } | { readonly items: readonly unknown[] }

/** What is to become of the target set, not yet read. `skip` leaves bad lines out and lists them (HT-1). */
export type EditRequest =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly list: ListSource; readonly onInvalid: 'refuse' | 'skip' }
  | {
      readonly kind: 'change'
      readonly add: readonly unknown[]
      readonly remove: readonly unknown[]
      readonly onInvalid: 'refuse' | 'skip'
    }
  /** The targets and priorities of an earlier epoch (EP-6). */
  | { readonly kind: 'epoch'; readonly epoch: number }
  /** A list or a change as a body that was uploaded: a long list is read where it is planned. */
  | {
      readonly kind: 'upload'
      readonly upload: number
      readonly edit: 'replace' | 'change'
      readonly format: 'text' | 'json'
      readonly onInvalid: 'refuse' | 'skip'
    }

/** Where an edit is found that is only named. */
interface EditSources {
  /** The bytes of an upload. */
  readonly bodyOf: (upload: number) => Buffer
  /** From the present epoch to this one. */
  readonly deltaTo: (epoch: number) => PlanDelta
}

/**
 * @throws {BatchdeckError} `INVALID_TARGETS`; for an upload also `INVALID_JSON`, `INVALID_MESSAGE`; for an epoch
 * `UNKNOWN_EPOCH`, `CONFLICT`
 */
export function readEdit(
  request: EditRequest,
  sources: EditSources,
): { edit: TargetEdit; skipped: readonly InvalidLine[] } {
  if (request.kind === 'keep') return { edit: request, skipped: [] }
  if (request.kind === 'epoch') return { edit: editOf(sources.deltaTo(request.epoch)), skipped: [] }
  const { onInvalid } = request
  if (request.kind === 'upload') {
    const bytes = sources.bodyOf(request.upload)
    if (request.format === 'text') return replacing(parseTargetLines(linesOf(bytes)), onInvalid)
    return readEdit(readJson(bytes, request.edit, onInvalid), sources)
  }
  if (request.kind === 'change') {
    const { skipped, ...add } = acceptTargets(parseTargetItems(request.add), onInvalid)
    // What cannot be a target cannot be there: to remove it is no fault.
    return { edit: { kind: 'change', add, remove: parseTargetItems(request.remove).targets }, skipped }
  }
  const { list } = request
  return replacing('text' in list ? parseTargetText(list.text) : parseTargetItems(list.items), onInvalid)
}

function replacing(list: ReturnType<typeof parseTargetItems>, onInvalid: 'refuse' | 'skip') {
  const { skipped, ...given } = acceptTargets(list, onInvalid)
  return { edit: { kind: 'replace', ...given } as const, skipped }
}

function readJson(bytes: Buffer, edit: 'replace' | 'change', onInvalid: 'refuse' | 'skip'): EditRequest {
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new BatchdeckError('INVALID_JSON', 'The body is not JSON.', { cause: error })
  }
  if (edit === 'change') {
    const { add = [], remove = [] } = fieldsOf(body, ['add', 'remove'])
    return { kind: 'change', add, remove, onInvalid }
  }
  const { targets } = fieldsOf(body, ['targets'])
  if (targets) return { kind: 'replace', list: { items: targets }, onInvalid }
  throw new BatchdeckError('INVALID_MESSAGE', 'Give {"targets":[…]}, or text/plain with one target a line.')
}

/** The lists of a body; anything else in it is refused, so that a slip of the pen does not empty a task. */
function fieldsOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, unknown[]>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BatchdeckError('INVALID_MESSAGE', `Give a JSON object with ${names.join(' and ')}.`)
  }
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name as Name)) throw new BatchdeckError('INVALID_MESSAGE', `/${name} is not known here.`)
    if (!Array.isArray(value)) throw new BatchdeckError('INVALID_MESSAGE', `/${name} must be a list.`)
  }
  return body
}

const LF = 10
const CR = 13

/** Lines as strings of their own: pieces of one long text would keep all of it in memory, as long as one target lives. */
function* linesOf(buffer: Buffer): Iterable<string> {
  const hasReturns = buffer.includes(CR)
  for (let from = 0; from <= buffer.length;) {
    const found = buffer.indexOf(LF, from)
    const to = found < 0 ? buffer.length : found
    const line = buffer.toString('utf8', from, to)
    if (hasReturns && line.includes('\r')) yield* (line.endsWith('\r') ? line.slice(0, -1) : line).split('\r')
    else yield line
    from = to + 1
  }
}
