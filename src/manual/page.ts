/** In the order in which a reader needs them. */
export const manualGroups = ['start', 'operate', 'connect', 'understand', 'develop'] as const
export type ManualGroup = (typeof manualGroups)[number]

export type ManualLanguage = 'en' | 'zh'

/** A heading below the title of its page. */
export interface ManualHeading {
  /** Its anchor, as GitHub makes it. */
  readonly id: string
  readonly text: string
  /** 2 for `##` */
  readonly depth: number
}

/** A page of the documentation, without its text. */
export interface ManualPage {
  /** `channels`; a translation has the id of the page that it translates, and another language. */
  readonly id: string
  readonly language: ManualLanguage
  readonly group: ManualGroup
  readonly title: string
  /** Its first sentences, as plain text. */
  readonly summary: string
  readonly headings: readonly ManualHeading[]
}

/** What stands under one heading, as plain text: what the search finds. */
export interface ManualSection {
  readonly page: string
  readonly language: ManualLanguage
  /** Empty before the first heading. */
  readonly heading: string
  readonly title: string
  readonly text: string
}

/** The page in the language asked for, or in English; undefined where there is no such page. */
export function pageIn(pages: readonly ManualPage[], id: string, language: ManualLanguage): ManualPage | undefined {
  const found = pages.filter((page) => page.id === id)
  return found.find((page) => page.language === language) ?? found.find((page) => page.language === 'en') ?? found[0]
}

/** The pages of each group in the language asked for, or in English; groups without pages are left out. */
export function pagesByGroup(
  pages: readonly ManualPage[],
  language: ManualLanguage,
): readonly { readonly group: ManualGroup; readonly pages: readonly ManualPage[] }[] {
  const ids = [...new Set(pages.map(({ id }) => id))]
  const shown = ids.flatMap((id) => pageIn(pages, id, language) ?? [])
  return manualGroups
    .map((group) => ({ group, pages: shown.filter((page) => page.group === group) }))
    .filter((one) => one.pages.length > 0)
}
