import { useMemo } from 'react'
import { needsSomebody, tendedConsumers } from '../../console/alert-stand.ts'
import { isTrouble } from '../../console/condition.ts'
import { batchesInError } from '../../console/error-groups.ts'
import type { Severity } from '../../contract/resources/alert.ts'
import { useConditions } from '../stores/conditions.ts'
import { useFleetData } from '../stores/fleet.ts'
import type { ScreenName } from '../stores/route.ts'

/** Rows of a screen that need an eye. */
export interface Trouble {
  readonly count: number
  readonly severity: Severity
}

/** `[UI-9]` How many rows of each screen are in trouble and not looked after (AL-6, AL-7); screens without any are not in it. */
export function useRailCounts(): Readonly<Partial<Record<ScreenName, Trouble>>> {
  const conditions = useConditions()
  const batches = useFleetData((data) => data.batches)
  const unplanned = useFleetData((data) => data.unplanned)
  const alerts = useFleetData((data) => data.alerts)
  return useMemo(() => {
    const open = alerts.filter(needsSomebody)
    const tended = tendedConsumers(alerts)
    let consumers = 0
    for (const [id, condition] of conditions) if (isTrouble(condition) && !tended.has(id)) consumers++
    const areErrorsTended =
      alerts.some(({ kind }) => kind === 'batch_errors') && !open.some(({ kind }) => kind === 'batch_errors')
    const inError = areErrorsTended ? 0 : batchesInError(batches.values(), unplanned.values(), null).length
    const sources = open.filter(
      ({ kind }) => kind === 'source_failed' || kind === 'source_stale' || kind === 'source_guarded',
    ).length
    const isUncovered = open.some(({ kind }) => kind === 'coverage')
    return {
      ...(consumers > 0 && {
        consumers: { count: consumers, severity: isUncovered ? 'critical' : 'warning' } as const,
      }),
      ...(inError > 0 && { batches: { count: inError, severity: 'warning' } as const }),
      ...(sources > 0 && { targets: { count: sources, severity: 'warning' } as const }),
    }
  }, [conditions, batches, unplanned, alerts])
}
