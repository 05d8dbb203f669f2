import type { Changes, ConsoleFrame, ProgressTuple, SnapshotFrame } from './feed.ts'

/**
 * Reports as they cross a socket. Thousands of them a second are most of what a console is told: column by column, with ids
 * and times as differences and each message said once, they are a third as long.
 */
export interface PackedProgress {
  /** Ascending, each as what it is more than the one before. */
  readonly ids: readonly number[]
  /** A digit each: the index in `batchStatuses`. */
  readonly statuses: string
  readonly progress: readonly number[]
  /** How long before the frame, ms. */
  readonly ages: readonly number[]
  readonly texts: readonly string[]
  /** The place in `texts` of each. */
  readonly messages: readonly number[]
}

/** A {@link ConsoleFrame} as JSON holds it. */
export type WireFrame =
  | SnapshotFrame
  | {
      readonly type: 'changes'
      readonly feed?: string
      readonly seq: number
      readonly now: number
      readonly coming?: number
      readonly changes: Omit<Changes, 'progress'> & { readonly progress?: PackedProgress }
    }

export function packFrame(frame: ConsoleFrame): WireFrame {
  if (frame.type === 'snapshot') return frame
  const { progress, ...changes } = frame.changes
  return progress ? { ...frame, changes: { ...changes, progress: pack(progress, frame.now) } } : { ...frame, changes }
}

export function unpackFrame(frame: WireFrame): ConsoleFrame {
  if (frame.type === 'snapshot') return frame
  const { progress, ...changes } = frame.changes
  return progress ? { ...frame, changes: { ...changes, progress: unpack(progress, frame.now) } } : { ...frame, changes }
}

function pack(tuples: readonly ProgressTuple[], now: number): PackedProgress {
  const sorted = tuples.toSorted(([a], [b]) => a - b)
  const texts = new Map<string, number>()
  const placeOf = (text: string) => {
    const place = texts.get(text) ?? texts.size
    if (place === texts.size) texts.set(text, place)
    return place
  }
  return {
    ids: sorted.map(([id], i) => id - (sorted[i - 1]?.[0] ?? 0)),
    statuses: sorted.map(([, status]) => status).join(''),
    progress: sorted.map(([, , progress]) => progress),
    ages: sorted.map(([, , , at]) => now - at),
    messages: sorted.map(([, , , , message]) => placeOf(message)),
    texts: [...texts.keys()],
  }
}

function unpack({ ids, statuses, progress, ages, texts, messages }: PackedProgress, now: number): ProgressTuple[] {
  let id = 0
  return ids.map((more, i): ProgressTuple => {
    id += more
    return [id, Number(statuses[i]), progress[i]!, now - ages[i]!, texts[messages[i]!]!]
  })
}
