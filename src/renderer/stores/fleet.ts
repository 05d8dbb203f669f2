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
  /** When the last frame came, by our own clock, ms. */
  readonly receivedAt: number
  /** The monitor's clock minus ours, ms. */
  readonly clockOffset: number
  readonly isPaused: boolean
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
  heldBack: 0,
}))

let live: FleetData | null = null
let liveTraces = noTraces
let seq = -1

/** Feeds the store from a backend; returns what ends it. */
export function followFleet(backend: ConsoleBackend, now: () => number = Date.now): () => void {
  const endConnection = backend.onConnection((connection) => fleetStore.setState({ connection }))
  const endFrames = backend.subscribe((frame) => {
    if (frame.type === 'changes' && frame.seq <= seq) return
    if (frame.type === 'changes' && (live === null || frame.seq !== seq + 1)) {
      backend.resubscribe()
      return
    }
    receive(frame, now())
  })
  return () => {
    endConnection()
    endFrames()
    live = null
    liveTraces = noTraces
    seq = -1
  }
}

function receive(frame: ConsoleFrame, now: number): void {
  seq = frame.seq
  live = frame.type === 'snapshot' ? fromSnapshot(frame.snapshot) : applyChanges(live as FleetData, frame.changes)
  liveTraces = extendTraces(liveTraces, live, frame.now)
  fleetStore.setState(({ isPaused, data, heldBack }) => ({
    receivedAt: now,
    clockOffset: frame.now - now,
    ...(isPaused && data ? { heldBack: heldBack + 1 } : { data: live, traces: liveTraces }),
  }))
}

/** `[UI-1]` Freezes what is shown; what comes meanwhile is shown at once on resuming. */
export function setPaused(isPaused: boolean): void {
  fleetStore.setState(isPaused ? { isPaused } : { isPaused, heldBack: 0, data: live, traces: liveTraces })
}

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
