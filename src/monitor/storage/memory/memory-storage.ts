import { refusal } from '../../../contract/refusal.ts'
import { type CallPlanning, planningCalls } from '../planning/planning-calls.ts'
import { Planning } from '../planning/planning.ts'
import type { ForeignChange, Storage } from '../port.ts'
import { MemoryStore } from './memory-store.ts'
import { type Commit, SharedMemory } from './shared-memory.ts'

/**
 * A storage without a file, for tests: it plans where it is called, and keeps what is committed as the epochs' records.
 * @param memory where it is kept; who opens it again finds what was there, and who opens it beside is told of commits
 * @param keptEpochs how many epochs of each task are kept
 */
export function openMemoryStorage(memory = new SharedMemory(), keptEpochs = Infinity): Storage {
  const store = new MemoryStore(memory, keptEpochs)
  const planning = new Planning(store)
  const listeners = new Set<(change: ForeignChange) => void>()
  let isClosed = false
  const unfollow = memory.follow(store, (commit) => {
    const change = follow(planning, commit)
    for (const listener of listeners) listener(structuredClone(change))
  })

  /** What goes in and out is copied, as between threads: nobody holds what is kept. */
  const call: CallPlanning = async (method, ...args) => {
    if (isClosed) throw refusal('thread_cut_off')
    const answer: unknown = Reflect.apply(planning[method], planning, structuredClone(args))
    // What takes long is answered later, as from a thread.
    return structuredClone(answer instanceof Promise ? await answer : answer) as never
  }

  return {
    ...planningCalls(call),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watch: () => () => {},
    async close() {
      isClosed = true
      unfollow()
    },
  }
}

/** Takes over what another monitor has committed. */
function follow(planning: Planning, commit: Commit): ForeignChange {
  switch (commit.kind) {
    case 'epoch': {
      planning.followEpoch(commit.entry)
      const { record, outline } = commit.entry
      return { kind: 'epoch', record, outline }
    }
    case 'task':
      planning.followTask(commit.task)
      return commit
    case 'task_gone':
      planning.forgetTask(commit.taskId)
      return commit
  }
}
