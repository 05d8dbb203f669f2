import type { EpochCause } from '../../src/contract/cause.ts'
import type { EpochResource } from '../../src/contract/resources/epoch.ts'
import type { Diary, Happening } from './diary.ts'

/** What the causes of an epoch say: names with what they did, and what was not for the members. */
interface Reasons {
  readonly named: readonly { readonly consumerId: string; readonly kind: string }[]
  readonly targets: boolean
  /** It was made for a change of members that nobody can name any more. */
  readonly isUnnamed: boolean
  /** What nobody did in an ordeal. */
  readonly others: readonly EpochCause[]
}

export interface Judgement {
  readonly problems: string[]
  /** Changes of members that must be in the history: by name, or in an epoch for another reason. */
  readonly named: number
  readonly absorbed: number
  readonly memberEpochs: number
  readonly targetEpochs: number
}

/** Holds the history of epochs, oldest first, against what really happened. */
export function judgeHistory(epochs: readonly EpochResource[], diary: Diary): Judgement {
  const problems: string[] = []
  const open = new Set(diary.happenings())
  const within = ({ earliest, latest }: Happening, { created_at: at }: EpochResource) => at >= earliest && at <= latest
  const counts = { named: 0, absorbed: 0, memberEpochs: 0, targetEpochs: 0 }
  const reasons = epochs.map(({ causes }) => reasonsIn(causes))

  for (const [index, epoch] of epochs.entries()) {
    const where = `epoch ${epoch.epoch} ("${epoch.cause}")`
    const { named, targets, isUnnamed, others } = reasons[index]!
    if (epoch.epoch !== index + 1) problems.push(`${where} follows ${index}: the sequence has a gap`)
    for (const { kind } of others) problems.push(`${where} has a cause that nobody was: ${kind}`)
    if (targets) counts.targetEpochs++
    else if (named.length > 0 || isUnnamed) counts.memberEpochs++
    for (const { consumerId, kind } of named) {
      const possible = [...open].filter((one) => one.consumerId === consumerId && within(one, epoch))
      const found =
        possible.find((one) => one.kind === kind) ??
        // EP-5: that it had been away before is forgotten with the server that heard of its return.
        possible.find((one) => kind === 'joined' && one.kind === 'returned' && diary.wasKilled(one, epoch.created_at))
      if (found) {
        open.delete(found)
        counts.named++
      } else
        problems.push(
          `${where} names ${consumerId} as ${kind}, but that did not happen then; ${diary.around(consumerId, epoch.created_at)}`,
        )
    }
  }
  for (const one of open) {
    if (!one.isCertain) continue
    const isAbsorbed = epochs.some(
      (epoch, index) => (reasons[index]!.targets || reasons[index]!.isUnnamed) && within(one, epoch),
    )
    if (isAbsorbed) counts.absorbed++
    else
      problems.push(
        `${one.consumerId} ${one.kind} (${one.what}, ${new Date(one.earliest).toISOString()}) is in no epoch`,
      )
  }

  const imports = diary.imports.filter(({ epoch }) => epoch !== null)
  if (counts.targetEpochs !== imports.length + 1) {
    problems.push(`${imports.length + 1} target lists were taken, ${counts.targetEpochs} epochs are for targets`)
  }
  for (const { epoch } of imports) {
    if (!reasons[epoch! - 1]?.targets) problems.push(`epoch ${epoch} answered a target change, and is not for it`)
  }
  if (epochs.length !== counts.targetEpochs + counts.memberEpochs) {
    problems.push(
      `${epochs.length} epochs, of them ${counts.targetEpochs} for targets and ${counts.memberEpochs} for members`,
    )
  }
  return { problems, ...counts }
}

function reasonsIn(causes: readonly EpochCause[]): Reasons {
  const named: { consumerId: string; kind: string }[] = []
  const others: EpochCause[] = []
  let targets = false
  let isUnnamed = false
  for (const cause of causes) {
    if (cause.kind === 'import' || cause.kind === 'change') targets = true
    else if (cause.kind !== 'members') others.push(cause)
    else if ('consumers' in cause)
      named.push(...cause.consumers.map((consumerId) => ({ consumerId, kind: cause.change })))
    else isUnnamed = true
  }
  return { named, targets, isUnnamed, others }
}
