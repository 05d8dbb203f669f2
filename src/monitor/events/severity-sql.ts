import { eventSeverities, type SeverityRule } from '../../contract/event-severity.ts'
import { type EventType, eventTypes } from '../../contract/events.ts'
import { severities, type Severity } from '../../contract/resources/alert.ts'
import type { StoredNames } from './stored-names.ts'

/** In SQL a severity is its place among all of them. */
export const severityNumber = (severity: Severity): number => severities.indexOf(severity)

/**
 * `[EV-10]` The table of severities as an expression of SQL, for rows of any age: nothing of it is stored.
 * @param types as they are numbered in this file
 */
export function severitySql(types: Pick<StoredNames, 'known'>): string {
  const cases = eventTypes.flatMap((type) => {
    const number = types.known(type)
    return number === undefined ? [] : [`WHEN ${number} THEN ${ruleSql(eventSeverities[type])}`]
  })
  const otherwise = severityNumber('info')
  return cases.length === 0 ? String(otherwise) : `CASE type ${cases.join(' ')} ELSE ${otherwise} END`
}

/** Of which types events can be as grave as one of these: in data of all others nobody has to look. */
export function typesOf(wanted: readonly Severity[]): readonly EventType[] {
  return eventTypes.filter((type) => wanted.some((severity) => canBe(eventSeverities[type], severity)))
}

function canBe(rule: SeverityRule, severity: Severity): boolean {
  if (typeof rule === 'string') return rule === severity
  return canBe(rule.otherwise, severity) || Object.values(rule.of).some((inner) => canBe(inner, severity))
}

function ruleSql(rule: SeverityRule): string {
  if (typeof rule === 'string') return String(severityNumber(rule))
  const { by, of, otherwise } = rule
  const cases = Object.entries(of).map(([value, inner]) => `WHEN ${quoted(value)} THEN ${ruleSql(inner)}`)
  // What is no JSON any more must not end the search.
  return `CASE CASE WHEN json_valid(data) THEN data ->> ${quoted(by)} END ${cases.join(' ')} ELSE ${ruleSql(otherwise)} END`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
