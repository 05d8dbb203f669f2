import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Language } from '../../console/language.ts'

export const themes = ['auto', 'dark', 'light'] as const
export type Theme = (typeof themes)[number]
/** The text that names each. */
export const themeKeys = { auto: 'shell.themeAuto', dark: 'shell.themeDark', light: 'shell.themeLight' } as const

export type { Language }
/** Each in its own words. */
export const languages: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' }

/** Whose colour links, selection and focus have. */
export const accents = ['own', 'system'] as const
export type Accent = (typeof accents)[number]

interface Preferences {
  readonly theme: Theme
  readonly accent: Accent
  readonly language: Language
  readonly isRailCollapsed: boolean
  /** By table, the columns that are not shown. */
  readonly hiddenColumns: Readonly<Record<string, readonly string[]>>
  /** By table, the columns shown of those that are not by themselves. */
  readonly extraColumns: Readonly<Record<string, readonly string[]>>
  /** By table, the widths of columns that were made wider or narrower, px. */
  readonly columnWidths: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Of the panel beside a list, px. */
  readonly panelWidth: number
  readonly set: (change: Partial<Omit<Preferences, 'set'>>) => void
}

/** What this operator likes, kept by the browser. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'auto',
      accent: 'own',
      language: navigator.language.startsWith('zh') ? 'zh' : 'en',
      isRailCollapsed: false,
      hiddenColumns: {},
      extraColumns: {},
      columnWidths: {},
      panelWidth: 420,
      set: (change) => set(change),
    }),
    { name: 'batchdeck.preferences' },
  ),
)
