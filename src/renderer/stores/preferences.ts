import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'auto' | 'dark' | 'light'
export type Language = 'en' | 'zh'

interface Preferences {
  readonly theme: Theme
  readonly language: Language
  readonly isRailCollapsed: boolean
  readonly set: (change: Partial<Pick<Preferences, 'theme' | 'language' | 'isRailCollapsed'>>) => void
}

/** What this operator likes, kept by the browser. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'auto',
      language: navigator.language.startsWith('zh') ? 'zh' : 'en',
      isRailCollapsed: false,
      set: (change) => set(change),
    }),
    { name: 'batchdeck.preferences' },
  ),
)
