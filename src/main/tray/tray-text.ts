import type { ConnectionState } from '../../contract/connection-state.ts'
import type { Language } from '../../console/language.ts'
import { alertText, fill } from '../../console/words.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import { formats, locales } from '../../console/format.ts'
import { alertPlace } from '../../console/alert-place.ts'
import { needsSomebody } from '../../console/alert-stand.ts'
import type { MonitorHealth, MonitorId } from '../../contract/desktop-monitors.ts'
import type { Place } from '../../contract/place.ts'
import { coverage, summarize } from '../../console/summaries.ts'
import { texts } from '../app/texts.ts'

/** One of several monitors. */
export interface GlancedMonitor {
  readonly id: MonitorId
  readonly label: string
  readonly health: MonitorHealth
}

/** What the tray's menu is made of. */
export interface Glance {
  readonly data: FleetData | null
  readonly connection: ConnectionState
  /** The name of another monitor; null is our own. */
  readonly monitor: string | null
  /** Where there are several: each, the app's own first. */
  readonly monitors: readonly GlancedMonitor[]
  /** 0 where notifications are not paused, else until when, ms. */
  readonly pausedUntil: number
  readonly language: Language
}

export type TrayAction = 'show' | 'pause' | 'resume' | 'quit'

/** A line of the menu: one that leads somewhere, does something, or only says something; null is a separator. */
export type TrayLine = {
  readonly label: string
  readonly place?: Place
  readonly action?: TrayAction
  /** Which monitor it shows. */
  readonly monitor?: MonitorId
} | null

export interface TrayText {
  /** How many problems there are, of all monitors; null where none is known and one of them is not reached, so that nobody knows. */
  readonly problems: number | null
  readonly tooltip: string
  readonly lines: readonly TrayLine[]
}

const MAX_ALERTS = 5
/** Longer ones make a menu wider than a screen. */
const MAX_LABEL_LENGTH = 80

/** `[DT-2]` The fleet at a glance. */
export function trayText({ data, connection, monitor, monitors, pausedUntil, language }: Glance): TrayText {
  const { tray } = texts[language]
  const name = monitor ?? tray.thisComputer
  const isReached = connection === 'live' && data !== null
  const state = isReached ? null : connection === 'lost' ? tray.disconnected : tray.connecting
  // Beside others, figures without a name could be anybody's.
  const whose = monitor ?? (monitors.length > 0 ? tray.here : null)
  const headline = state === null ? (whose === null ? [] : [whose]) : [fill(state, { monitor: name })]
  const fleet = isReached ? fleetLines(data, language) : []
  const alerts = isReached ? alertLines(data, language) : []
  const several = monitors.map((one) => monitorLine(one, language))
  const until = new Date(pausedUntil).toLocaleTimeString(locales[language], { hour: '2-digit', minute: '2-digit' })
  const lines: TrayLine[] = [
    ...headline.map((label) => ({ label })),
    ...fleet,
    ...(fleet.length > 0 ? [null] : []),
    ...alerts,
    ...(alerts.length > 0 || state !== null ? [null] : []),
    ...(several.length > 0 ? [{ label: tray.monitors }, ...several, null] : []),
    { label: tray.show, action: 'show' },
    pausedUntil > 0
      ? { label: fill(tray.paused, { time: until }), action: 'resume' }
      : { label: tray.pause, action: 'pause' },
    null,
    { label: tray.quit, action: 'quit' },
  ]
  const first = alerts[0]?.label
  return {
    problems: problemsOf(isReached ? data.alerts.filter(needsSomebody).length : null, monitors),
    tooltip: [
      'Batchdeck',
      ...headline,
      ...(first === undefined ? [] : [first]),
      ...fleet.map(({ label }) => label),
      ...several.map(({ label }) => label.trim()),
    ].join('\n'),
    lines: lines.map((line) => line && { ...line, label: shortened(line.label) }),
  }
}

/** A total that leaves out what is not reached is at least known; none is not. */
function problemsOf(shown: number | null, monitors: readonly GlancedMonitor[]): number | null {
  if (monitors.length === 0) return shown
  let total = 0
  let isKnown = true
  for (const { health } of monitors) {
    if (health.standing === 'live') total += problemCount(health)
    else if (health.standing === 'lost') isKnown = false
  }
  return total === 0 && !isKnown ? null : total
}

function problemCount({ figures }: MonitorHealth): number {
  const { critical, warning, info } = figures?.problems ?? { critical: 0, warning: 0, info: 0 }
  return critical + warning + info
}

/** `[DT-19]` How one of several is, in a line that leads to it. */
function monitorLine({ id, label, health }: GlancedMonitor, language: Language): { label: string; monitor: MonitorId } {
  const { tray } = texts[language]
  const count = problemCount(health)
  const needsToken = health.problem?.fault === 'token_missing' || health.problem?.fault === 'token_wrong'
  const text = {
    live: count === 0 ? tray.well : count === 1 ? tray.problem : tray.problems,
    connecting: tray.awaited,
    lost: tray.away,
    held: needsToken ? tray.signIn : tray.held,
    off: '{{monitor}}',
  }[health.standing]
  const values = { monitor: label, count: formats[language].number(count) }
  return { label: `  ${fill(text, values)}`, monitor: id }
}

function fleetLines({ tasks, consumers, batches, unplanned }: FleetData, language: Language) {
  const { tray } = texts[language]
  const share = coverage(tasks.values(), consumers.values())
  const states = { online: 0, suspect: 0, offline: 0, lost: 0 }
  for (const { state } of consumers.values()) states[state]++
  const { running, error } = summarize([...batches.values(), ...unplanned.values()])
  const { number } = formats[language]
  const say = (text: string, values: Record<string, number>) =>
    fill(text, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, number(value)])))
  const place = (screen: Place['screen'], params: Place['params'] = {}): { place: Place } => ({
    place: { screen, params },
  })
  return [
    {
      label: share === null ? tray.noTargets : fill(tray.coverage, { share: formats[language].percent(share) }),
      ...place('overview'),
    },
    { label: say(tray.consumers, states), ...place('consumers') },
    ...(states.offline > 0 ? [{ label: say(tray.offline, states), ...place('consumers', { state: 'offline' }) }] : []),
    { label: say(tray.batches, { running, error }), ...place('batches', error > 0 ? { status: 'error' } : {}) },
  ]
}

/** The newest that need somebody, each leading to where it shows. */
function alertLines({ alerts: all, tasks }: FleetData, language: Language): { label: string; place?: Place }[] {
  const { tray } = texts[language]
  const alerts = all.filter(needsSomebody)
  if (alerts.length === 0) return [{ label: tray.calm }]
  const { number } = formats[language]
  const overview: Place = { screen: 'overview', params: {} }
  const newest = alerts.toSorted((a, b) => b.since - a.since).slice(0, MAX_ALERTS)
  const rest = alerts.length - newest.length
  return [
    { label: fill(tray.alerts, { count: number(alerts.length) }), place: overview },
    ...newest.map((alert) => ({
      label: `  ${alertText(alert, tasks, language)}`,
      place: alertPlace(alert) ?? overview,
    })),
    ...(rest > 0 ? [{ label: `  ${fill(tray.more, { count: number(rest) })}`, place: overview }] : []),
  ]
}

function shortened(label: string): string {
  return label.length <= MAX_LABEL_LENGTH ? label : `${label.slice(0, MAX_LABEL_LENGTH - 1)}…`
}
