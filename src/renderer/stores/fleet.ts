import { createStore, useStore } from 'zustand'
import type { ConsoleFrame } from '../../core/console-api.ts'
import type { ConnectionState, ConsoleBackend } from '../../core/console-client.ts'
import { applyChanges, type FleetData, fromSnapshot } from '../../core/fleet-data.ts'
import { extendTraces, noTraces, type Traces } from './traces.ts'

interface FleetState {
  readonly connection: ConnectionState
  /** What is shown; null before the first snapshot. */
  readonly data: FleetData | null
  readonly traces: Traces
  /** When the frame came that is shown, by our own clock, ms. */
  readonly receivedAt: number
  /** The monitor's clock minus ours, as of that frame, ms. */
  readonly clockOffset: number
  readonly isPaused: boolean
  /** Since when, by our own clock, ms; null while it is not. */
  readonly pausedAt: number | null
  /** Frames that came while paused. */
  readonly heldBack: number
}

/** What the monitor shows, one set per frame. */
export const fleetStore = createStore<FleetState>(() => ({
  connection: 'connecting',
  data: null,
  traces: noTraces,
  receivedAt: 0,
  clockOffset: 0,
  isPaused: false,
  pausedAt: null,
  heldBack: 0,
}))

/** What a frame leaves to be shown. */
type Picture = Pick<FleetState, 'data' | 'traces' | 'receivedAt' | 'clockOffset'>

const blank: Picture = { data: null, traces: noTraces, receivedAt: 0, clockOffset: 0 }
let live = blank
let seq = -1

/** Feeds the store from a backend; returns what ends it. */
export function followFleet(backend: ConsoleBackend, now: () => number = Date.now): () => void {
  const endConnection = backend.onConnection((connection) => fleetStore.setState({ connection }))
  const endFrames = backend.subscribe((frame) => {
    if (frame.type === 'changes' && frame.seq <= seq) return
    if (frame.type === 'changes' && (live.data === null || frame.seq !== seq + 1)) {
      backend.resubscribe()
      return
    }
    receive(frame, now())
  })
  return () => {
    endConnection()
    endFrames()
    live = blank
    seq = -1
  }
}

function receive(frame: ConsoleFrame, now: number): void {
  seq = frame.seq
  const data =
    frame.type === 'snapshot' ? fromSnapshot(frame.snapshot) : applyChanges(live.data as FleetData, frame.changes)
  const traces = extendTraces(live.traces, data, frame.now)
  live = { data, traces, receivedAt: now, clockOffset: frame.now - now }
  fleetStore.setState((shown) => (shown.isPaused && shown.data ? { heldBack: shown.heldBack + 1 } : live))
}

/** `[UI-1]` Freezes what is shown, its clock with it; what comes meanwhile is shown at once on resuming. */
export function setPaused(isPaused: boolean, now: () => number = Date.now): void {
  if (isPaused === fleetStore.getState().isPaused) return
  if (isPaused) fleetStore.setState({ isPaused, pausedAt: now() })
  else fleetStore.setState({ isPaused, pausedAt: null, heldBack: 0, ...(live.data && live) })
}

export const togglePaused = (): void => setPaused(!fleetStore.getState().isPaused)

export function useFleet<T>(select: (state: FleetState) => T): T {
  return useStore(fleetStore, select)
}

/** The shown data. Only below the shell, which waits for the first snapshot. */
export function useFleetData<T>(select: (data: FleetData) => T): T {
  return useStore(fleetStore, ({ data }) => {
    if (!data) throw new Error('There is no snapshot yet.')
    return select(data)
  })
}
