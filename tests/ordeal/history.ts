import type { EpochResource } from '../../src/contract/resources/epoch.ts'
import type { Diary, Happening } from './diary.ts'

/** What a cause says: names with what they did, how many more did the same, and what was not for the members. */
interface Cause {
  readonly named: readonly { readonly consumerId: string; readonly kind: string }[]
  readonly more: readonly { readonly kind: string; readonly count: number }[]
  readonly targets: boolean
  /** It was made for a change of members that the words do not name. */
  readonly isUnnamed: boolean
  readonly unknown: readonly string[]
}

export interface Judgement {
  readonly problems: string[]
  /** Changes of members that must be in the history: by name, among "and 3 more", or in an epoch for another reason. */
  readonly named: number
  readonly counted: number
  readonly absorbed: number
  readonly memberEpochs: number
  readonly targetEpochs: number
}

/** Holds the history of epochs, oldest first, against what really happened. */
export function judgeHistory(epochs: readonly EpochResource[], diary: Diary): Judgement {
  const problems: string[] = []
  const open = new Set(diary.happenings())
  const within = ({ earliest, latest }: Happening, { created_at: at }: EpochResource) => at >= earliest && at <= latest
  const counts = { named: 0, counted: 0, absorbed: 0, memberEpochs: 0, targetEpochs: 0 }
  const causes = epochs.map(({ cause }) => readCause(cause))

  for (const [index, epoch] of epochs.entries()) {
    const where = `epoch ${epoch.epoch} ("${epoch.cause}")`
    const { named, targets, isUnnamed, unknown } = causes[index]!
    if (epoch.epoch !== index + 1) problems.push(`${where} follows ${index}: the sequence has a gap`)
    for (const words of unknown) problems.push(`${where} has a cause that says nothing: "${words}"`)
    if (targets) counts.targetEpochs++
    else if (named.length > 0 || isUnnamed) counts.memberEpochs++
    for (const { consumerId, kind } of named) {
      const found = [...open].find((one) => one.consumerId === consumerId && one.kind === kind && within(one, epoch))
      if (found) {
        open.delete(found)
        counts.named++
      } else
        problems.push(
          `${where} names ${consumerId} as ${kind}, but that did not happen then; ${diary.around(consumerId, epoch.created_at)}`,
        )
    }
  }
  // Those behind "and 3 more" are whoever is left; an epoch for another reason, or after a restart, may have counted with them.
  for (const [index, epoch] of epochs.entries()) {
    for (const { kind, count } of causes[index]!.more) {
      const found = [...open].filter((one) => one.kind === kind && within(one, epoch)).slice(0, count)
      if (found.length < count)
        problems.push(`epoch ${epoch.epoch} speaks of ${count} more ${kind}, there were ${found.length}`)
      for (const one of found) open.delete(one)
      counts.counted += found.length
    }
  }
  for (const one of open) {
    if (!one.isCertain) continue
    const isAbsorbed = epochs.some(
      (epoch, index) => (causes[index]!.targets || causes[index]!.isUnnamed) && within(one, epoch),
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
    if (!causes[epoch! - 1]?.targets) problems.push(`epoch ${epoch} answered a target change, and is not for it`)
  }
  if (epochs.length !== counts.targetEpochs + counts.memberEpochs) {
    problems.push(
      `${epochs.length} epochs, of them ${counts.targetEpochs} for targets and ${counts.memberEpochs} for members`,
    )
  }
  return { problems, ...counts }
}

function readCause(cause: string): Cause {
  const named: { consumerId: string; kind: string }[] = []
  const more: { kind: string; count: number }[] = []
  const unknown: string[] = []
  let targets = false
  let isUnnamed = false
  for (const words of cause.split('; ')) {
    const [, names = '', rest, kind = ''] =
      /^(\S+(?:, \S+)*?)(?: and (\d+) more)? (joined|returned|lost)(?:, silent for \d+ s)?$/.exec(words) ?? []
    if (kind !== '') {
      for (const consumerId of names.split(', ')) named.push({ consumerId, kind })
      if (rest !== undefined) more.push({ kind, count: Number(rest) })
    } else if (/^target (import|change)(: (\+\d+)?( ?−\d+)?)?$/.test(words)) targets = true
    else if (/^members changed( before the restart)?$/.test(words)) isUnnamed = true
    else unknown.push(words)
  }
  return { named, more, targets, isUnnamed, unknown }
}
