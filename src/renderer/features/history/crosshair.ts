import { create } from 'zustand'

/** The moment that every chart and trace of the view shows, by the monitor's clock, ms; null where none is pointed at. */
interface Crosshair {
  readonly at: number | null
  /** It stays where the pointer leaves, until Esc or another click. */
  readonly isPinned: boolean
}

export const useCrosshair = create<Crosshair>(() => ({ at: null, isPinned: false }))

/** Follows the pointer, unless it is pinned. */
export function pointAt(at: number | null): void {
  useCrosshair.setState((now) => (now.isPinned || now.at === at ? now : { at, isPinned: false }))
}

/** Stays there; a click on the same moment frees it. */
export function pinAt(at: number): void {
  useCrosshair.setState({ at, isPinned: true })
}

export function freeCrosshair(): void {
  useCrosshair.setState({ at: null, isPinned: false })
}
