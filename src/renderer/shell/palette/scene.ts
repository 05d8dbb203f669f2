import type { TFunction } from 'i18next'
import type { TaskView } from '../../../core/views.ts'
import type { Format } from '../../format.ts'
import type { FleetData } from '../../stores/fleet-data.ts'

/** What the palette offers something about: the console as it is when it is opened. */
export interface Scene {
  readonly t: TFunction
  /** In English, which everybody can type. */
  readonly english: TFunction
  readonly format: Format
  readonly data: FleetData
  /** The one that is worked on. */
  readonly task: TaskView | null
  readonly canAct: boolean
  readonly isLive: boolean
  readonly isPaused: boolean
  /** Starts or stops the demo fleet. */
  readonly callDemo: (method: 'demo.start' | 'demo.stop') => void
}

/** Why nothing can be asked of the monitor now; null where it can. */
export function lostProblem({ t, isLive }: Scene): string | null {
  return isLive ? null : t('palette.needsMonitor')
}

/** Why a plan of the task cannot be asked for; null where it can. */
export function planProblem(scene: Scene): string | null {
  const { t, task } = scene
  if (!task) return t('reload.noTask')
  return task.epoch === 0 ? t('reload.noEpoch') : lostProblem(scene)
}
