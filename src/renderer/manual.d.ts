/** The documentation, made by `manualModules` of `site/plugin.ts`; each function fetches a piece of its own. */
declare module 'virtual:manual' {
  export const pages: readonly import('../manual/page.ts').ManualPage[]
  /** HTML by `LANGUAGE ID`. */
  export const texts: Readonly<Record<string, () => Promise<string>>>
  /** What can be saved, by its path in the repository. */
  export const files: Readonly<Record<string, () => Promise<string>>>
  export const sections: () => Promise<readonly import('../manual/page.ts').ManualSection[]>
}
