import { create } from 'zustand'
import { useFormat } from '../i18n/format.ts'
import { fleetStore, useFleet } from '../stores/fleet.ts'

/** One clock for the whole page, so that a thousand ages cost one timer. */
const useClock = create<{ now: number }>(() => ({ now: Date.now() }))
setInterval(() => useClock.setState({ now: Date.now() }), 1000)

/** The monitor's time, by the second, in ms. It stands still while the screen is paused (UI-1). */
export function useNow(): number {
  const offset = useFleet(({ clockOffset }) => clockOffset)
  const pausedAt = useFleet((fleet) => fleet.pausedAt)
  const now = useClock((clock) => clock.now)
  return (pausedAt ?? now) + offset
}

/** The same for what is not shown but saved. */
export function monitorNow(): number {
  const { pausedAt, clockOffset } = fleetStore.getState()
  return (pausedAt ?? Date.now()) + clockOffset
}

/** The same by the clock of this machine: for what the app around the page has seen. */
export function useOwnNow(): number {
  return useClock((clock) => clock.now)
}

/** How old what is shown is, in words, by our own clock. */
export function useDataAge(): string {
  const format = useFormat()
  const receivedAt = useFleet((fleet) => fleet.receivedAt)
  const now = useClock((clock) => clock.now)
  return format.duration(Math.max(0, Math.round((now - receivedAt) / 1000) * 1000))
}

/** `[UI-7]` How long ago, with the exact time on hover. */
export function RelativeTime({ at }: { at: number }) {
  const format = useFormat()
  const now = useNow()
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.ago(at, now)}
    </time>
  )
}
