import { type Condition, conditionsOf } from '../../console/condition.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import { useFleetData } from './fleet.ts'

let last: { readonly of: FleetData; readonly conditions: ReadonlyMap<string, Condition> } | null = null

/** The same map as before while neither a consumer nor an alert is another. */
function conditions(data: FleetData): ReadonlyMap<string, Condition> {
  if (last?.of.consumers !== data.consumers || last.of.alerts !== data.alerts) {
    last = { of: data, conditions: conditionsOf(data.consumers, data.alerts) }
  }
  return last.conditions
}

/** `[UI-10]` The condition of each consumer, by id: what every view shows and counts. */
export function useConditions(): ReadonlyMap<string, Condition> {
  return useFleetData(conditions)
}
