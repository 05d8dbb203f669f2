import hljs from 'highlight.js'
import createMarkdownIt, { type MarkdownIt, type Token } from 'markdown-it'
import { anchorHeadings, breakAt, type Heading, plainText } from './anchors.ts'
import { hideComments } from './comments.ts'
import { anchorRules, markRules, ruleAnchor, type StatedRule } from './rules.ts'

/** Where the links and pictures of a page lead in one of the two homes. */
export interface Place {
  /** Attributes of a link; null where what it leads to is not among what is published, and only its words stay. */
  link(href: string): Readonly<Record<string, string>> | null
  /** Attributes of a picture. */
  picture(src: string): Readonly<Record<string, string>>
  /** Where a rule of the protocol is stated. */
  rule(id: string): string
  /** What the anchor of a heading leads to. */
  anchor(id: string): string
}

export interface Rendered {
  readonly html: string
  readonly title: string
  readonly summary: string
  readonly headings: readonly Heading[]
  readonly sections: readonly { readonly heading: string; readonly title: string; readonly text: string }[]
}

/** A shorter paragraph is no summary, in characters. */
const MIN_SUMMARY = 20
/** Names of languages that the highlighter knows by another name, or not at all. */
const languages: Readonly<Record<string, string>> = {
  console: 'bash',
  jsonc: 'json',
  promql: 'plaintext',
  text: 'plaintext',
}

/**
 * A document as HTML. It is safe by construction: raw HTML in the source is shown as text (`html: false`), addresses with
 * `javascript:` and the like become text, and all that stands in the page otherwise is made here and escaped.
 * @param rules the IDs of the protocol's rules, which become links
 * @param statesRules whether this is the document in which they stand
 */
export function renderMarkdown(
  source: string,
  place: Place,
  rules: ReadonlySet<string> = new Set(),
  statesRules = false,
): Rendered {
  const markdown = createMarkdown(place, rules)
  const tokens = withoutTranslations(markdown.parse(source, {}))
  const headings = anchorHeadings(tokens)
  const stated = statesRules ? anchorRules(tokens, rules) : []
  const html = markdown.renderer.render(tokens, markdown.options, {})
  const [title] = headings
  const paragraphs = tokens.flatMap(({ type, level }, i) =>
    type === 'paragraph_open' && level === 0 ? plainText(tokens[i + 1]) : [],
  )
  return {
    html,
    title: title?.text ?? '',
    summary: paragraphs.find((text) => text.length > MIN_SUMMARY) ?? '',
    headings: headings.filter(({ depth }) => depth > 1),
    sections: sectionsOf(tokens, headings, stated),
  }
}

/** A line of links to the page in other languages is for those who read the file: both homes have their own. */
function withoutTranslations(tokens: Token[]): Token[] {
  const at = tokens.findIndex(({ type }) => type === 'paragraph_open')
  const isLine = /^(English|简体中文)( · (English|简体中文))+$/.test(plainText(tokens[at + 1]))
  return isLine ? tokens.toSpliced(at, 3) : tokens
}

/** The links and pictures of a document as they are written, with the lines on which their blocks begin. */
export function linksIn(source: string): { headings: readonly Heading[]; links: readonly Link[] } {
  const tokens = createMarkdownIt({ html: false }).use(hideComments).parse(source, {})
  let line = 1
  const links = tokens.flatMap((token) => {
    // A cell of a table does not say where it stands, its row does.
    line = token.map ? token.map[0] + 1 : line
    return (token.children ?? []).flatMap((child): Link[] => {
      const name = { link_open: 'href', image: 'src' }[child.type]
      return name ? [{ to: attribute(child, name), isPicture: name === 'src', line }] : []
    })
  })
  return { headings: anchorHeadings(tokens), links }
}

export interface Link {
  readonly to: string
  readonly isPicture: boolean
  readonly line: number
}

function attribute(token: Token | undefined, name: string): string {
  return String(token?.attrGet(name) ?? '')
}

function createMarkdown(place: Place, known: ReadonlySet<string>): MarkdownIt {
  const markdown = createMarkdownIt({ html: false, highlight }).use(hideComments).use(markRules, known)
  const { rules } = markdown.renderer
  const { escapeHtml } = markdown.utils
  const attributes = (all: Readonly<Record<string, string>>) =>
    Object.entries(all)
      .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
      .join('')
  const open: boolean[] = []
  rules['link_open'] = (tokens, at) => {
    const link = place.link(attribute(tokens[at], 'href'))
    open.push(link !== null)
    return link ? `<a${attributes(link)}>` : '<span>'
  }
  rules['link_close'] = () => (open.pop() ? '</a>' : '</span>')
  rules['image'] = (tokens, at) => {
    const token = tokens[at]
    return `<img${attributes({ ...place.picture(attribute(token, 'src')), alt: token?.content ?? '' })}>`
  }
  rules['heading_close'] = (tokens, at, options, _env, self) => {
    const id = attribute(tokens[at - 2], 'id')
    // The heading is what is read; the mark is for the pointer.
    const mark = `<a class="doc-anchor" href="${escapeHtml(place.anchor(id))}" aria-hidden="true" tabindex="-1">#</a>`
    return tokens[at]?.tag === 'h1' ? self.renderToken(tokens, at, options) : `${mark}</${tokens[at]?.tag}>\n`
  }
  rules['rule'] = (tokens, at) => {
    const id = tokens[at]?.content ?? ''
    return `<a class="doc-rule" href="${escapeHtml(place.rule(id))}">${id}</a>`
  }
  // What copies a block stands beside it, where it does not scroll away.
  const { fence } = rules
  rules['fence'] = (...given) => `<div class="doc-block">${fence?.(...given).trim() ?? ''}</div>\n`
  rules['softbreak'] = (tokens, at) => (breakAt(tokens, at) === '' ? '' : '\n')
  // Wider than the page, a table scrolls by itself; the keyboard can scroll it, too.
  rules['table_open'] = () => '<div class="doc-table" tabindex="0"><table>\n'
  rules['table_close'] = () => '</table></div>\n'
  return markdown
}

/** A block of code in classes, coloured by the page's theme. */
function highlight(code: string, language: string): string {
  const name = languages[language] ?? language
  const html = hljs.getLanguage(name)
    ? hljs.highlight(code, { language: name, ignoreIllegals: true }).value
    : code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<pre class="doc-code" tabindex="0"><code>${html}</code></pre>`
}

/** A rule is found by itself: the sections of the protocol are long. */
function sectionsOf(
  tokens: readonly Token[],
  headings: readonly Heading[],
  rules: readonly StatedRule[],
): Rendered['sections'] {
  const starts = [
    // Behind the heading itself.
    ...headings.map(({ id, text, depth, at }) => ({ heading: depth === 1 ? '' : id, title: text, at, from: at + 3 })),
    ...rules.map(({ id, at }) => ({ heading: ruleAnchor(id), title: id, at, from: at })),
  ].toSorted((a, b) => a.at - b.at)
  return starts.map(({ heading, title, from }, i) => {
    const text = tokens
      .slice(from, starts[i + 1]?.at)
      .map((token) => (token.type === 'fence' || token.type === 'code_block' ? token.content : plainText(token)))
      .filter((part) => part !== '')
      .join(' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    return { heading, title, text }
  })
}
