import { editedTargets } from '../../contract/cause.ts'
import type { BatchdeckError } from '../../contract/errors.ts'
import type { SaidFormat } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { PlanPreview, Publication } from '../../contract/resources/plan.ts'
import type { PendingChange, SourceDefinition, SourceOutcome } from '../../contract/resources/source.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Import } from '../import.ts'
import type { Imports } from '../imports.ts'
import type { Publisher } from '../procedures/publisher.ts'
import { withList } from './list-import.ts'
import type { PendingFiles } from './pending-files.ts'
import { assertList } from './no-list.ts'
import { failureOf, readSource } from './read-source.ts'
import type { PendingList, SourceState, StoredSource } from './source-state.ts'
import type { SourceTerms } from './source-terms.ts'
import { spool } from './spool.ts'
import { piecesUntilAborted, untilAborted } from './until-aborted.ts'

/** What runs of sources work with. */
export interface RunParts {
  readonly engine: Pick<Engine, 'taskResource'>
  readonly imports: Imports
  readonly publisher: Publisher
  readonly settings: Settings
  readonly files: PendingFiles
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly allowedHosts: readonly string[]
  /** Of the product. */
  readonly version: string
  readonly now: () => number
}

/** What came of a run, and what is known from then on. */
export interface RunResult {
  readonly outcome: SourceOutcome
  readonly found: number | null
  readonly added: number | null
  readonly removed: number | null
  /** Lines that look wrong (LI-6). */
  readonly suspicious: number
  /** Lines that were left out. */
  readonly skipped: number
  readonly epoch: number | null
  readonly problem: BatchdeckError | null
  /** Nobody wants to be asked again before, ms from now. */
  readonly delay: number
  readonly state: Partial<SourceState>
}

/** A change of the targets by others in between makes it plan anew, so often. */
const PLAN_ATTEMPTS = 5

const nothing = {
  found: null,
  added: null,
  removed: null,
  suspicious: 0,
  skipped: 0,
  epoch: null,
  problem: null,
  delay: 0,
} as const

/**
 * `[SO-4]` Asks a source once, and takes what it gives: published, kept for an operator, or not taken at all. Whatever goes
 * wrong changes nothing.
 * @param isKnown whether the task still has what was taken last, so that only something newer is of interest
 */
export async function runSource(
  parts: RunParts,
  { definition, terms, stored }: { definition: SourceDefinition; terms: SourceTerms; stored: StoredSource },
  isKnown: boolean,
  signal: AbortSignal,
): Promise<RunResult> {
  const { task_id: taskId, state } = stored
  try {
    const asked = readSource(
      definition,
      {
        signal,
        validator: isKnown ? state.validator : null,
        environment: parts.environment,
        isOfToken: stored.origin === 'token',
        allowedHosts: parts.allowedHosts,
        allowsPrivate: parts.settings['monitor.sources.private-addresses'] === 'allow',
        maxLines: parts.settings['monitor.limits.max-import-lines'],
        maxBytes: parts.settings['monitor.limits.max-import'],
        version: parts.version,
      },
      terms.timeout,
    )
    const reading = await untilAborted(asked, signal)
    if (reading.kind === 'same') return sameAsBefore(state)
    const file = parts.files.incoming(taskId)
    const list = await spool(piecesUntilAborted(reading.pieces, signal), file)
    signal.throwIfAborted()
    const validator = reading.validator()
    if (isKnown && list.digest === state.digest) {
      const same = sameAsBefore(state)
      return { ...same, state: { ...same.state, validator } }
    }
    const { format } = reading
    const taken = await takeIn(parts, { taskId, terms, state, signal }, { ...list, file, format })
    return { ...taken, state: { ...taken.state, validator, digest: list.digest } }
  } catch (error) {
    const { problem, delay } = failureOf(error, signal)
    return { ...nothing, outcome: 'failed', problem, delay, state: {} }
  } finally {
    await parts.files.dropIncoming(taskId).catch(() => {})
  }
}

/** It gives what it gave before: what was made of that stays. */
function sameAsBefore({ pending, discarded, digest }: SourceState): RunResult {
  if (pending) {
    const { found, added, removed } = pending
    return { ...nothing, outcome: 'waiting', found, added, removed, state: {} }
  }
  return { ...nothing, outcome: discarded !== null && discarded === digest ? 'discarded' : 'unchanged', state: {} }
}

interface Taking {
  readonly taskId: number
  readonly terms: SourceTerms
  readonly state: SourceState
  readonly signal: AbortSignal
}

interface WholeList {
  readonly file: string
  readonly bytes: number
  readonly digest: string
  readonly format: SaidFormat
}

function takeIn(parts: RunParts, taking: Taking, list: WholeList): Promise<RunResult> {
  const { taskId, terms, state, signal } = taking
  return withList(parts, { taskId, ...list, terms }, async (opened, report) => {
    if (report.targets === 0 && report.invalid === 0) throw refusal('source_empty')
    const request = opened.request(terms.on_invalid)
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const preview = await parts.publisher.preview(taskId, request, { by: 'source' })
      // Bad lines are refused by now, or left out.
      if (preview.counts.targets === 0) throw refusal('source_empty')
      const { added, removed } = preview.counts
      const found = report.targets
      const { suspicious } = report
      const seen = { ...nothing, found, added, removed, suspicious, skipped: report.invalid + report.left_out }
      if (!preview.changed) return { ...seen, outcome: 'unchanged', state: { pending: null } }
      assertList(report, terms.kind === 'url')
      if (list.digest === state.discarded) return { ...seen, outcome: 'discarded', state: {} }
      const why = whyWait(terms, preview)
      if (why !== null) {
        const pending = pendingOf(parts, taskId, { preview, found, why, list })
        await parts.files.keep(taskId)
        return { ...seen, outcome: 'waiting', state: { pending, discarded: null } }
      }
      signal.throwIfAborted()
      const published = await publishOnce(parts, { taskId, terms, opened, preview }, attempt)
      if (published) {
        const { epoch } = published
        return { ...seen, outcome: 'published', epoch, state: { pending: null, discarded: null } }
      }
    }
  })
}

/** Null where somebody else has published meanwhile, and it is to be tried again. */
async function publishOnce(
  { publisher }: RunParts,
  { taskId, terms, opened, preview }: { taskId: number; terms: SourceTerms; opened: Import; preview: PlanPreview },
  attempt: number,
): Promise<Publication | null> {
  try {
    return await publisher.publish(taskId, opened.request(terms.on_invalid), {
      causes: (counts) => [{ kind: 'source', source: terms.name, ...editedTargets(counts) }],
      baseEpoch: preview.base_epoch,
      by: 'source',
      proceed: (step) => opened.enter(step),
    })
  } catch (error) {
    if ((error as BatchdeckError).code === 'STALE_EPOCH' && attempt < PLAN_ATTEMPTS) {
      opened.enter('planning')
      return null
    }
    throw error
  }
}

function whyWait({ apply }: SourceTerms, { guard }: PlanPreview) {
  if (guard !== null) return 'guard'
  return apply === 'after_review' ? 'review' : null
}

function pendingOf(
  { engine, now }: RunParts,
  taskId: number,
  made: { preview: PlanPreview; found: number; why: PendingChange['why']; list: WholeList },
): PendingList {
  const { preview, found, why, list } = made
  const { added, removed, rerated } = preview.counts
  return {
    at: now(),
    why,
    found,
    added,
    removed,
    rerated,
    of: engine.taskResource(taskId).targets,
    base_epoch: preview.base_epoch,
    digest: list.digest,
    format: list.format,
  }
}
