import { progressSteps } from '../../contract/resources/progress-history.ts'
import { seriesSteps } from '../../contract/resources/series.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ProgressRetention } from './progress-store.ts'
import type { SeriesRetention } from './series-store.ts'

/** How many of each step are kept, of the times that the settings name. */
export function seriesRetention(settings: Settings): SeriesRetention {
  const [ten, minute, quarter] = seriesSteps
  return {
    [ten]: Math.ceil(settings['monitor.history.ten-seconds'] / ten),
    [minute]: Math.ceil(settings['monitor.history.minutes'] / minute),
    [quarter]: Math.ceil(settings['monitor.history.quarter-hours'] / quarter),
  }
}

/** `[TS-3]` One step is kept as long as the next shorter one of the fleet: there is much more of them. */
export function progressRetention(settings: Settings): ProgressRetention {
  const [minute, quarter] = progressSteps
  return {
    [minute]: Math.ceil(settings['monitor.history.ten-seconds'] / minute),
    [quarter]: Math.ceil(settings['monitor.history.minutes'] / quarter),
  }
}
