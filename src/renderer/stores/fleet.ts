import { createStore, useStore } from 'zustand'
import type { ConsoleBackend } from '../../console/client.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import type { ConnectionState } from '../../contract/connection-state.ts'

interface FleetState {
  readonly connection: ConnectionState
  /** What is shown; null before the first snapshot. */
  readonly data: FleetData | null
  /** When the frame came that is shown, by our own clock, ms. */
  readonly receivedAt: number
  /** The monitor's clock minus ours, as of that frame, ms. */
  readonly clockOffset: number
  /** Since when it is paused, by our own clock, ms; null while it is not. */
  readonly pausedAt: number | null
  /** Frames that came while paused. */
  readonly heldBack: number
}

/** What the monitor shows, one set per frame. */
export const fleetStore = createStore<FleetState>(() => ({
  connection: 'connecting',
  data: null,
  receivedAt: 0,
  clockOffset: 0,
  pausedAt: null,
  heldBack: 0,
}))

/** What a frame leaves to be shown. */
type Picture = Pick<FleetState, 'data' | 'receivedAt' | 'clockOffset'>

const blank: Picture = { data: null, receivedAt: 0, clockOffset: 0 }
let live = blank

/** Feeds the store from a backend; returns what ends it. */
export function followFleet(backend: ConsoleBackend, now: () => number = Date.now): () => void {
  const endConnection = backend.onConnection((connection) => fleetStore.setState({ connection }))
  const endFrames = backend.subscribe((frame, data) => show(data, frame.now, now()))
  return () => {
    endConnection()
    endFrames()
    live = blank
  }
}

/** @param sentAt by the monitor's clock, @param now by ours; ms */
function show(data: FleetData, sentAt: number, now: number): void {
  live = { data, receivedAt: now, clockOffset: sentAt - now }
  fleetStore.setState((shown) => (shown.pausedAt !== null && shown.data ? { heldBack: shown.heldBack + 1 } : live))
}

/** `[UI-1]` Freezes what is shown, its clock with it; what comes meanwhile is shown at once on resuming. */
export function setPaused(isWanted: boolean, now: () => number = Date.now): void {
  if (isWanted === isPausedNow()) return
  if (isWanted) fleetStore.setState({ pausedAt: now() })
  else fleetStore.setState({ pausedAt: null, heldBack: 0, ...(live.data && live) })
}

export const togglePaused = (): void => setPaused(!isPausedNow())

export const isPausedNow = (): boolean => fleetStore.getState().pausedAt !== null

export function useFleet<T>(select: (state: FleetState) => T): T {
  return useStore(fleetStore, select)
}

export function usePaused(): boolean {
  return useFleet(({ pausedAt }) => pausedAt !== null)
}

/** The shown data. Only below the shell, which waits for the first snapshot. */
export function useFleetData<T>(select: (data: FleetData) => T): T {
  return useStore(fleetStore, ({ data }) => {
    if (!data) throw new Error('There is no snapshot yet.')
    return select(data)
  })
}
