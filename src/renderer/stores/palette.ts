import { createSpotlightStore, type SpotlightStore } from '@mantine/spotlight'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

const quietStore = createSpotlightStore()

/**
 * Whether the palette is open, what was typed, and which entry is chosen. By itself it says nothing when the arrows choose
 * another entry, and no screen reader could be told which one (UI-6).
 */
export const paletteStore: SpotlightStore = {
  ...quietStore,
  updateState: (value) => quietStore.setState(value),
}

let origin: Element | null = null

/** With the first entry chosen already: Enter alone does what was done last. */
export function openPalette(): void {
  origin = document.activeElement
  paletteStore.setState((state) => ({ ...state, opened: true, selected: 0, query: '' }))
}

export function closePalette(): void {
  paletteStore.setState((state) => ({ ...state, opened: false }))
}

/** To what had the focus when it was opened; once, and before anything that was chosen takes it. */
export function giveFocusBack(): void {
  if (origin instanceof HTMLElement) origin.focus({ preventScroll: true })
  origin = null
}

export function togglePalette(): void {
  if (paletteStore.getState().opened) closePalette()
  else openPalette()
}

/** So many are remembered; what is gone or may not be done is not shown. */
const MAX_RECENT_CHOICES = 12

interface RecentChoices {
  /** Ids of entries, the last one first. */
  readonly ids: readonly string[]
}

/** What this operator chose in the palette before, kept by the browser. */
export const useRecentChoices = create<RecentChoices>()(
  persist((): RecentChoices => ({ ids: [] }), { name: 'batchdeck.recent-choices' }),
)

export function rememberChoice(id: string): void {
  useRecentChoices.setState(({ ids }) => ({
    ids: [id, ...ids.filter((other) => other !== id)].slice(0, MAX_RECENT_CHOICES),
  }))
}
