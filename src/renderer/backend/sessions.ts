import type { QueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import { fleetStore } from '../stores/fleet.ts'

const useSessions = create<{ readonly number: number }>(() => ({ number: 0 }))

/**
 * Which session with the monitor this is, counted from 0. One ends when the connection is lost: what is found again may be
 * another monitor, or the same one with other data, and whatever was answered before is asked for anew. (Another monitor
 * in the desktop window loads the page anew.)
 */
export function useSession(): number {
  return useSessions(({ number }) => number)
}

export const currentSession = (): number => useSessions.getState().number

/**
 * `[UI-4]` Begins a session whenever the connection is back. While it is paused, what is shown stays (UI-1) until Resume;
 * only what could not be answered is asked for again. Returns what ends it.
 */
export function followSessions(queries: QueryClient): () => void {
  let isOver = false
  return fleetStore.subscribe(({ connection, pausedAt }, before) => {
    if (connection === 'lost') isOver = true
    if (!isOver || connection !== 'live') return
    if (pausedAt === null) {
      isOver = false
      useSessions.setState(({ number }) => ({ number: number + 1 }))
    } else if (connection !== before.connection) {
      void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' })
    }
  })
}
