import type { Release, UpdateFault, UpdatesOff, UpdateStage, WorkUnderWay } from '../../contract/desktop-update.ts'

/** What happens to an update. */
export type UpdateEvent =
  | { readonly type: 'check' }
  | { readonly type: 'nothing' }
  | { readonly type: 'found'; readonly release: Release }
  | { readonly type: 'download' }
  | { readonly type: 'progress'; readonly received: number; readonly total: number | null }
  | { readonly type: 'downloaded' }
  /** What is under way in the fleet; null where nothing is. */
  | { readonly type: 'work'; readonly work: WorkUnderWay | null }
  | { readonly type: 'later' }
  | { readonly type: 'install' }
  /** Whoever was asked would rather not end the app now. */
  | { readonly type: 'stay' }
  | { readonly type: 'fail'; readonly fault: UpdateFault; readonly detail: string }
  /** Another channel: what was found on the one before does not count. */
  | { readonly type: 'channel' }

/** How a copy begins: off, or nothing known yet. */
export function firstStage(why: UpdatesOff | null): UpdateStage {
  return why === null ? { is: 'idle' } : { is: 'off', why }
}

/**
 * `[DT-10]` What follows. An event that does not fit the stage changes nothing: answers may come late, and clicks twice.
 * Installed is only what was downloaded, and not while anything is under way.
 */
export function nextStage(stage: UpdateStage, event: UpdateEvent): UpdateStage {
  if (stage.is === 'off') return stage
  switch (event.type) {
    case 'check':
      return isAtRest(stage) ? { is: 'checking' } : stage
    case 'nothing':
      return stage.is === 'checking' ? { is: 'up_to_date' } : stage
    case 'found':
      return stage.is === 'checking' ? { is: 'available', release: event.release } : stage
    case 'download':
      if (stage.is !== 'available' || stage.release.by.kind !== 'app') return stage
      return { is: 'downloading', release: stage.release, received: 0, total: null }
    case 'progress':
      if (stage.is !== 'downloading') return stage
      return { ...stage, received: event.received, total: event.total }
    case 'downloaded':
      return stage.is === 'downloading' ? { is: 'ready', release: stage.release, later: false } : stage
    case 'work':
      return withWork(stage, event.work)
    case 'later':
      return stage.is === 'ready' || stage.is === 'postponed' ? { ...stage, later: true } : stage
    case 'install':
      return stage.is === 'ready' ? { is: 'installing', release: stage.release } : stage
    case 'stay':
      return stage.is === 'installing' ? { is: 'ready', release: stage.release, later: false } : stage
    case 'fail':
      if (stage.is !== 'checking' && stage.is !== 'downloading' && stage.is !== 'installing') return stage
      return { is: 'failed', fault: event.fault, detail: event.detail }
    case 'channel':
      return stage.is === 'installing' ? stage : { is: 'idle' }
  }
}

/** Whether it can be looked for anew: nothing runs, and nothing is waiting to be installed. */
function isAtRest({ is }: UpdateStage): boolean {
  return is === 'idle' || is === 'up_to_date' || is === 'available' || is === 'failed'
}

function withWork(stage: UpdateStage, work: WorkUnderWay | null): UpdateStage {
  if (stage.is !== 'ready' && stage.is !== 'postponed') return stage
  const { release, later } = stage
  if (work === null) return stage.is === 'ready' ? stage : { is: 'ready', release, later }
  if (stage.is === 'postponed' && isSame(stage.work, work)) return stage
  return { is: 'postponed', release, later, work }
}

function isSame(a: WorkUnderWay, b: WorkUnderWay): boolean {
  return a.kind === b.kind && a.task === b.task && a.epoch === b.epoch
}
