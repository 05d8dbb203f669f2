import GithubSlugger from 'github-slugger'
import type { Token } from 'markdown-it'

/** A heading of a page, with the anchor that GitHub gives it, too. */
export interface Heading {
  readonly id: string
  readonly text: string
  readonly depth: number
  /** Where among the tokens it opens. */
  readonly at: number
}

/** The headings of one page, in order; gives each its anchor. */
export function anchorHeadings(tokens: readonly Token[]): readonly Heading[] {
  const slugger = new GithubSlugger()
  return tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open') return []
    const text = plainText(tokens[at + 1])
    const id = slugger.slug(text)
    token.attrSet('id', id)
    return [{ id, text, depth: Number(token.tag.slice(1)), at }]
  })
}

/** What of a block is read: words and code, without marks and pictures. */
export function plainText(token: Token | undefined): string {
  const parts = token?.children ?? []
  return parts
    .map(({ type, content }, i) => {
      if (spoken.has(type)) return content
      if (type === 'softbreak') return breakAt(parts, i)
      return type === 'hardbreak' ? ' ' : ''
    })
    .join('')
    .trim()
}

/** Tokens of words. */
const spoken = new Set(['text', 'text_special', 'code_inline', 'rule'])

/** What a new line within a paragraph comes to: a space, but nothing between Chinese characters. */
export function breakAt(parts: readonly Token[], at: number): ' ' | '' {
  const before = parts[at - 1]?.content ?? ''
  const after = parts[at + 1]?.content ?? ''
  return chineseEnd.test(before) && chineseStart.test(after) ? '' : ' '
}

const chineseEnd = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”]$/u
const chineseStart = /^[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”]/u
