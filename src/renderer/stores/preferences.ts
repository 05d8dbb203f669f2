import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'auto' | 'dark' | 'light'
export type Language = 'en' | 'zh'

interface Preferences {
  readonly theme: Theme
  readonly language: Language
  readonly isRailCollapsed: boolean
  /** By table, the columns that are not shown. */
  readonly hiddenColumns: Readonly<Record<string, readonly string[]>>
  readonly set: (change: Partial<Omit<Preferences, 'set'>>) => void
}

/** What this operator likes, kept by the browser. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'auto',
      language: navigator.language.startsWith('zh') ? 'zh' : 'en',
      isRailCollapsed: false,
      hiddenColumns: { consumers: ['interval', 'address', 'process'] },
      set: (change) => set(change),
    }),
    { name: 'batchdeck.preferences' },
  ),
)
