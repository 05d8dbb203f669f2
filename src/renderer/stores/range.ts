import { useMemo } from 'react'
import { create } from 'zustand'
import { type LiveRange, liveRanges, liveSpans, parseRange, type RangeChoice, rangeParam } from '../../console/range.ts'
import { fleetStore, useFleet } from './fleet.ts'
import { pushParams, useRoute } from './route.ts'

export { type LiveRange, liveRanges, liveSpans }

/** A span of the monitor's time, ms. */
export interface Range {
  readonly from: number
  readonly to: number
  /** Whether its end is now, and goes on. */
  readonly isLive: boolean
  /** Of a live one. */
  readonly name: LiveRange | null
}

/** How far the present of a live range moves at a time, ms: the shortest step in which anything is kept (TS-1). */
const TICK_MS = 10_000

/** The monitor's present in whole ticks; it stands still while paused, and while the monitor cannot be reached. */
const useTick = create<{ readonly now: number }>(() => ({ now: 0 }))

function tick(): void {
  const { connection, pausedAt, clockOffset, receivedAt } = fleetStore.getState()
  if (pausedAt !== null || receivedAt === 0 || (connection !== 'live' && useTick.getState().now > 0)) return
  const now = Math.ceil((Date.now() + clockOffset) / TICK_MS) * TICK_MS
  if (now !== useTick.getState().now) useTick.setState({ now })
}
fleetStore.subscribe(tick)

/** Moves the present of live ranges on; returns what ends that. */
export function followRange(): () => void {
  const timer = window.setInterval(tick, 1000)
  return () => window.clearInterval(timer)
}

/** `[UI-11]` The span of time that every view shows; one for all of them, in the address. */
export function useRange(): Range {
  const param = useRoute(({ params }) => params['range'] ?? '')
  const ticked = useTick(({ now }) => now)
  const started = useFleet(({ receivedAt, clockOffset }) => receivedAt + clockOffset)
  const now = ticked === 0 ? started : ticked
  return useMemo(() => {
    const choice = parseRange(param)
    if (typeof choice !== 'string') return { ...choice, isLive: false, name: null }
    return { from: now - liveSpans[choice], to: now, isLive: true, name: choice }
  }, [param, now])
}

/** A step of its own: Back goes to the range before. */
export function setRange(choice: RangeChoice): void {
  pushParams({ range: rangeParam(choice) })
}
