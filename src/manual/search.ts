import MiniSearch from 'minisearch'
import type { ManualLanguage, ManualPage, ManualSection } from './page.ts'
import { indexTerms, isExact, queryTerms } from './terms.ts'

/** A section in which something was found. */
export interface ManualHit {
  readonly section: ManualSection
  /** The title of its page. */
  readonly page: string
  /** A piece of its text around the first word that was found, cut into what matches and what does not. */
  readonly excerpt: readonly ExcerptPart[]
}

export interface ExcerptPart {
  readonly text: string
  readonly isMatch: boolean
}

/** How much of a text stands before the first match, and how long an excerpt is, in characters. */
const LEAD = 48
const EXCERPT_LENGTH = 160

/** How many letters a word must have before one of them may be wrong. */
const FUZZY_FROM = 5

/** Finds sections by their words: whole or begun, with a letter wrong where they are long; titles count most. */
export class ManualSearch {
  private readonly index: MiniSearch
  private readonly sections: readonly ManualSection[]
  private readonly titles: ReadonlyMap<string, string>

  constructor(pages: readonly ManualPage[], sections: readonly ManualSection[]) {
    this.sections = sections
    this.titles = new Map(pages.map(({ id, language, title }) => [`${language} ${id}`, title]))
    this.index = new MiniSearch({
      fields: ['title', 'page', 'text'],
      tokenize: indexTerms,
      processTerm: (term) => term,
      searchOptions: { tokenize: queryTerms },
    })
    this.index.addAll(
      sections.map((section, id) => ({ id, title: section.title, page: this.pageOf(section), text: section.text })),
    )
  }

  /**
   * The best first; nothing where nothing was asked for.
   * @param most how many
   * @param language whose pages come first where both match
   */
  find(query: string, most: number, language: ManualLanguage): ManualHit[] {
    const found = this.index.search(query, {
      combineWith: 'AND',
      prefix: true,
      fuzzy: (term) => (term.length >= FUZZY_FROM && !isExact(term) ? 0.2 : false),
      boost: { title: 6, page: 3 },
      weights: { prefix: 0.6, fuzzy: 0.2 },
      boostDocument: (id) => (this.sections[id as number]?.language === language ? 1.5 : 1),
    })
    return found.slice(0, most).flatMap(({ id, terms }) => {
      const section = this.sections[id as number]
      return section ? [{ section, page: this.pageOf(section), excerpt: excerpt(section.text, terms) }] : []
    })
  }

  private pageOf({ page, language }: ManualSection): string {
    return this.titles.get(`${language} ${page}`) ?? page
  }
}

/**
 * The text around the first of the terms that it has, with all of them marked; its beginning where it has none.
 * @param terms at least one, in lower case
 */
export function excerpt(text: string, terms: readonly string[]): ExcerptPart[] {
  const lower = text.toLowerCase()
  const places = terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0)
  const first = places.length === 0 ? 0 : Math.min(...places)
  const from = Math.max(0, first - LEAD)
  // Not within a word, where there are spaces between them.
  const word = text.indexOf(' ', from) + 1
  const start = from === 0 || word === 0 || word > first ? from : word
  return [
    ...(start > 0 ? [{ text: '… ', isMatch: false }] : []),
    ...marked(text.slice(start, start + EXCERPT_LENGTH), terms),
    ...(start + EXCERPT_LENGTH < text.length ? [{ text: ' …', isMatch: false }] : []),
  ]
}

function marked(text: string, terms: readonly string[]): ExcerptPart[] {
  const longestFirst = terms.toSorted((a, b) => b.length - a.length)
  const pattern = longestFirst.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')
  // With one group in the pattern every second part is a match.
  return text
    .split(new RegExp(`(${pattern})`, 'giu'))
    .map((part, i) => ({ text: part, isMatch: i % 2 === 1 }))
    .filter((part) => part.text !== '')
}
