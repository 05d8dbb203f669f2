import hljs from 'highlight.js'
import createMarkdownIt, { type MarkdownIt, type Token } from 'markdown-it'
import { anchorHeadings, breakAt, type Heading, plainText } from './anchors.ts'
import { hideComments } from './comments.ts'

/** Where the links and pictures of a page lead in one of the two homes. */
export interface Place {
  /** Attributes of a link; null where what it leads to is not among what is published, and only its words stay. */
  link(href: string): Readonly<Record<string, string>> | null
  /** Attributes of a picture. */
  picture(src: string): Readonly<Record<string, string>>
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
 */
export function renderMarkdown(source: string, place: Place): Rendered {
  const markdown = createMarkdown(place)
  const tokens = markdown.parse(source, {})
  const headings = anchorHeadings(tokens)
  const html = markdown.renderer.render(tokens, markdown.options, {})
  const [title] = headings
  const paragraph = tokens.findIndex(({ type, level }) => type === 'paragraph_open' && level === 0)
  return {
    html,
    title: title?.text ?? '',
    summary: plainText(tokens[paragraph + 1]),
    headings: headings.filter(({ depth }) => depth > 1),
    sections: sectionsOf(tokens, headings),
  }
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

function createMarkdown(place: Place): MarkdownIt {
  const markdown = createMarkdownIt({ html: false, highlight }).use(hideComments)
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
  return `<pre class="doc-code" tabindex="0"><code>${html}</code></pre>\n`
}

function sectionsOf(tokens: readonly Token[], headings: readonly Heading[]): Rendered['sections'] {
  const starts = headings.map(({ at }) => at)
  return headings.map(({ id, text: title, depth }, i) => {
    // Behind the heading itself, up to the next one of any depth.
    const own = tokens.slice((starts[i] ?? 0) + 3, starts[i + 1])
    const text = own
      .map((token) => (token.type === 'fence' || token.type === 'code_block' ? token.content : plainText(token)))
      .filter((part) => part !== '')
      .join(' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    return { heading: depth === 1 ? '' : id, title, text }
  })
}
