import type { TFunction } from 'i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import type { Format } from '../../../console/format.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import type { ManualPage } from '../../../manual/page.ts'
import { consumerNames } from '../../stores/consumer-names.ts'

/** What the palette offers something about: the console as it is when it is opened. */
export interface Scene {
  readonly t: TFunction
  /** In English, which everybody can type. */
  readonly english: TFunction
  readonly format: Format
  readonly causeText: (epoch: EpochResource) => string
  readonly data: FleetData
  /** In the order people count: worker-2 before worker-10. */
  readonly consumerIds: readonly string[]
  readonly batchIds: readonly number[]
  /** The one that is worked on. */
  readonly task: TaskResource | null
  readonly canAct: boolean
  readonly isLive: boolean
  readonly isPaused: boolean
  /** What the documentation says in the console's language; empty until it has come. */
  readonly manual: readonly ManualPage[]
  /** Starts or stops the demo fleet. */
  readonly callDemo: (method: 'demo.start' | 'demo.stop') => void
}

export function idsIn({ consumers, batches }: FleetData): Pick<Scene, 'consumerIds' | 'batchIds'> {
  return {
    consumerIds: consumerNames(consumers),
    batchIds: [...batches.keys()].toSorted((a, b) => a - b),
  }
}

/** Thousands of entries are said with the same few words. */
export function remembering(t: TFunction): TFunction {
  const said = new Map<unknown, string>()
  const say = (key: never, values?: never) => {
    if (values !== undefined) return t(key, values)
    const known = said.get(key) ?? t(key)
    said.set(key, known)
    return known
  }
  return say as unknown as TFunction
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
