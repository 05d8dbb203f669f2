import type { MarkdownIt, Token } from 'markdown-it'

/** An ID of a rule, in a text. */
const ruleId = /\b[A-Z]{2,4}-\d{1,3}\b/g

/** The rules that a document states: in a list each begins with its ID, in a table it has the first cell. */
export function statedRules(source: string): ReadonlySet<string> {
  const stated = source.matchAll(/^(?:\| |[\s-]*\*\*)([A-Z]{2,4}-\d{1,3})(?:\*\*| +\|)/gm)
  return new Set(Array.from(stated, ([, id = '']) => id))
}

/** `lv-7` */
export function ruleAnchor(id: string): string {
  return id.toLowerCase()
}

/** A rule where it is stated. */
export interface StatedRule {
  readonly id: string
  /** Where among the tokens its item or row opens. */
  readonly at: number
}

/**
 * Gives each rule of the document that states them its anchor. Where a row of a table and an item of a list are about the
 * same, the item says more.
 */
export function anchorRules(tokens: readonly Token[], rules: ReadonlySet<string>): readonly StatedRule[] {
  const stated = new Map<string, number>()
  tokens.forEach((token, i) => {
    if (token.type !== 'inline') return
    const [id = ''] = /^(?:\*\*)?[A-Z]{2,4}-\d{1,3}/.exec(token.content) ?? []
    const name = id.replace('**', '')
    if (!rules.has(name)) return
    const opener = tokens[i - 2]
    if (opener?.type === 'list_item_open' && id !== name) stated.set(name, i - 2)
    else if (opener?.type === 'tr_open' && token.content === name && !stated.has(name)) stated.set(name, i - 2)
  })
  for (const [id, at] of stated) tokens[at]?.attrSet('id', ruleAnchor(id))
  return Array.from(stated, ([id, at]) => ({ id, at })).toSorted((a, b) => a.at - b.at)
}

/** Makes `rule` tokens of the IDs in the text of paragraphs, items and cells; not in headings, links or code. */
export function markRules(markdown: MarkdownIt, rules: ReadonlySet<string>): void {
  markdown.core.ruler.push('rules', ({ tokens, Token }) => {
    tokens.forEach((token, i) => {
      if (token.type !== 'inline' || !token.children || tokens[i - 1]?.type === 'heading_open') return
      let links = 0
      token.children = token.children.flatMap((child) => {
        if (child.type === 'link_open' || child.type === 'link_close') links += child.nesting
        if (child.type !== 'text' || links > 0) return [child]
        return cut(child.content, rules).map(({ type, content }) => {
          return Object.assign(new Token(type, '', 0), { content, level: child.level })
        })
      })
    })
  })
}

interface Part {
  readonly type: 'text' | 'rule'
  readonly content: string
}

function cut(text: string, rules: ReadonlySet<string>): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const { 0: id, index } of text.matchAll(ruleId)) {
    if (!rules.has(id)) continue
    parts.push({ type: 'text', content: text.slice(end, index) }, { type: 'rule', content: id })
    end = index + id.length
  }
  return [...parts, { type: 'text', content: text.slice(end) }]
}
