import { needsSomebody } from '../../console/alert-stand.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import { coverage } from '../../console/summaries.ts'
import type { MonitorFigures, MonitorHealth, MonitorId } from '../../contract/desktop-monitors.ts'
import { severityOf } from '../../contract/resources/alert.ts'
import { type AppStore, follow, type LinkState } from '../app/app-state.ts'

/** What changes in one go is one change, ms. */
const SETTLE_MS = 50
/** Figures that change more often cannot be read, and to count a large fleet is work, ms. */
const UPDATE_INTERVAL_MS = 1000

/** Of a monitor that nobody looks at. */
export const unwatched: MonitorHealth = { standing: 'off', problem: null, seen_at: null, figures: null }

/** `[DT-19]` How a monitor is, by what its connection brings. */
export function healthOf({ connection, problem, isHeld, fleet, heardAt }: LinkState): MonitorHealth {
  const figures = fleet && figuresOf(fleet)
  if (connection === 'live' && figures) return { standing: 'live', problem: null, seen_at: null, figures }
  const isNew = problem === null && connection !== 'lost'
  return {
    standing: isHeld ? 'held' : isNew ? 'connecting' : 'lost',
    problem,
    seen_at: fleet === null ? null : heardAt,
    figures,
  }
}

/** Keeps the health of all connections in the store, as it is at most a second ago. */
export function followHealth(store: AppStore): void {
  let updatedAt = -Infinity
  let timer: NodeJS.Timeout | null = null
  let counted: ReadonlyMap<MonitorId, LinkState> = new Map()
  const update = () => {
    timer = null
    updatedAt = Date.now()
    const { links, health: before } = store.getState()
    const health = new Map<MonitorId, MonitorHealth>()
    for (const [id, link] of links) {
      const known = before.get(id)
      const next = known && counted.get(id) === link ? known : healthOf(link)
      // The same figures are no news.
      health.set(id, known && JSON.stringify(known) === JSON.stringify(next) ? known : next)
    }
    counted = links
    const isSame = health.size === before.size && [...health].every(([id, one]) => before.get(id) === one)
    if (!isSame) store.setState({ health })
  }
  follow(
    store,
    ({ links }) => links,
    () => {
      if (updatedAt === -Infinity) update()
      else timer ??= setTimeout(update, Math.max(SETTLE_MS, updatedAt + UPDATE_INTERVAL_MS - Date.now())).unref()
    },
  )
}

function figuresOf({ tasks, consumers, alerts }: FleetData): MonitorFigures {
  const states = { online: 0, suspect: 0, offline: 0, lost: 0 }
  for (const { state } of consumers.values()) states[state]++
  const problems = { critical: 0, warning: 0, info: 0 }
  for (const alert of alerts) if (needsSomebody(alert)) problems[severityOf(alert.kind)]++
  return { coverage: coverage(tasks.values(), consumers.values()), consumers: states, problems }
}
