import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { PlanPreview, Publication } from '../../contract/resources/plan.ts'

type Counts = PlanPreview['counts']

/** The first so many lines of a list are named. */
const MAX_NAMED = 10

/** `3 targets` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

/** `3 added, 1 removed; 12 have another consumer` */
function changesIn({ added, removed, rerated, described, moved_consumer: moved }: Counts): string {
  const parts = [
    added > 0 && `${counted(added, 'target')} added`,
    removed > 0 && `${counted(removed, 'target')} removed`,
    rerated > 0 && `${counted(rerated, 'target')} with changed priority`,
    described > 0 && `${counted(described, 'target')} with changed attributes`,
    moved > 0 && `${counted(moved, 'target')} with another consumer`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'no targets change' : parts.join(', ')
}

/** What a preview shows a person, a line each. */
export function previewLines(preview: PlanPreview): string[] {
  const { changed, counts, consumers_touched: touched, base_epoch: base } = preview
  if (!changed) return [`Nothing to change: epoch ${base} is up to date.`, ...remarksOf(preview)]
  return [
    `On epoch ${base}: ${changesIn(counts)}; ${counted(counts.targets, 'target')} in all.`,
    `${counted(touched.length, 'consumer')} would be notified; ${counted(counts.moved_consumer, 'target')} would move (minimum ${counts.least_moved_consumer}).`,
    ...namedTargets('+', preview.added_targets, counts.added),
    ...namedTargets('-', preview.removed_targets, counts.removed),
    ...remarksOf(preview),
  ]
}

function namedTargets(sign: string, targets: PlanPreview['added_targets'], total: number): string[] {
  const named = targets.slice(0, MAX_NAMED).map(({ target }) => `  ${sign} ${target}`)
  return total > named.length && named.length > 0 ? [...named, `  ${sign} … ${total - named.length} more`] : named
}

/** One sentence about what was done. */
export function publicationLines(done: Publication): string[] {
  const { published, epoch, counts, consumers_told: told } = done
  const sentence = published
    ? `Epoch ${epoch} published: ${changesIn(counts)}; ${counted(told.length, 'consumer')} notified.`
    : `Nothing changed: epoch ${epoch} is still current.`
  return [sentence, ...remarksOf(done)]
}

/** What is said of a list beside what becomes of it. */
function remarksOf({
  duplicates,
  skipped,
  suspicious,
  not_found: missing,
  source,
}: PlanPreview | Publication): string[] {
  return [
    duplicates > 0 && `${counted(duplicates, 'line')} ignored as duplicate.`,
    skipped.length > 0 &&
      `${counted(skipped.length, 'invalid line')} skipped: ${skipped
        .slice(0, MAX_NAMED)
        .map(({ line }) => line)
        .join(', ')}.`,
    suspicious > 0 && `${counted(suspicious, 'suspicious line')}; batchdeck targets … --dry-run --json lists them.`,
    missing > 0 && `${counted(missing, 'target')} to remove ${missing === 1 ? 'was' : 'were'} not in the list.`,
    source !== undefined &&
      `The targets of this task come from the source ${source}: its next run will revert this change.`,
  ].filter((line) => line !== false)
}

/** What the guard asks for. */
export function guardSentence({ removed, of, limit, empties }: NonNullable<PlanPreview['guard']>): string {
  const share = empties ? 'leaving none' : `more than ${limit}%`
  return `This removes ${removed.toLocaleString('en-GB')} of ${counted(of, 'target')}, ${share}. Add --confirm ${removed} to confirm.`
}

/** How a consumer is after something was done about it. */
export function drainSentence({ consumer_id, drained_at, slots }: ConsumerResource): string {
  return drained_at === null
    ? `${consumer_id} may own slots again.`
    : `${consumer_id} is drained: its ${counted(slots, 'slot')} move to others with the next sync.`
}
