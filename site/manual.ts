import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { join } from 'node:path'
import { imageSize } from 'image-size'
import type { ManualPage, ManualSection } from '../src/manual/page.ts'
import { type Place, renderMarkdown } from './markdown.ts'
import { ruleAnchor, statedRules } from './rules.ts'
import { type ManualSource, manualSources } from './sources.ts'

/** How one of the two homes of the documentation – the site, and Help in the console – writes its addresses. */
export interface Home {
  /** Another page, or this one, at a heading; the anchor is empty for its beginning. */
  page(to: ManualSource, anchor: string, from: ManualSource): string
  /** The address of a picture, by its path from the project's root. */
  picture(path: string): string
  /** The attributes of a link to a file that can be saved, by the same. */
  file(path: string): Readonly<Record<string, string>>
}

export interface BuiltPage extends ManualPage {
  readonly source: ManualSource
  readonly html: string
}

export interface Manual {
  readonly pages: readonly BuiltPage[]
  /** The same as readers choose them, without their texts. */
  readonly list: readonly ManualPage[]
  readonly sections: readonly ManualSection[]
}

/** Where the rules stand. */
const PROTOCOL = 'docs/PROTOCOL.md'
/** Files beside the documents that readers take with them. */
const savable = /^docs\/.*\.(json|ya?ml)$/

/** Every page of the documentation as HTML, and the texts that its search finds. */
export function buildManual(root: string, home: Home): Manual {
  const sources = manualSources(root)
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const protocol = byPath.get(PROTOCOL)
  const rules = statedRules(protocol ? readFileSync(join(root, protocol.path), 'utf8') : '')
  const sections: ManualSection[] = []
  const pages = sources.map((source): BuiltPage => {
    const {
      html,
      title,
      summary,
      headings,
      sections: found,
    } = renderMarkdown(
      readFileSync(join(root, source.path), 'utf8'),
      placeOf(root, source, byPath, home),
      rules,
      source === protocol,
    )
    const { id, language, group } = source
    sections.push(...found.map((section) => ({ page: id, language, ...section })))
    return {
      id,
      language,
      group,
      title,
      summary,
      headings: headings.map((heading) => ({ id: heading.id, text: heading.text, depth: heading.depth })),
      source,
      html,
    }
  })
  return { pages, list: pages.map(withoutText), sections }
}

function withoutText({ id, language, group, title, summary, headings }: BuiltPage): ManualPage {
  return { id, language, group, title, summary, headings }
}

function placeOf(root: string, source: ManualSource, byPath: ReadonlyMap<string, ManualSource>, home: Home): Place {
  const resolve = (path: string) => posix.normalize(posix.join(posix.dirname(source.path), path))
  return {
    link(href) {
      if (/^[a-z][a-z\d+.-]*:/i.test(href)) return { href, target: '_blank', rel: 'noreferrer' }
      const [path = '', anchor = ''] = href.split('#')
      const file = path === '' ? source.path : resolve(decodeURI(path))
      const page = byPath.get(file)
      if (page) return { href: home.page(page, anchor, source) }
      return savable.test(file) && existsSync(join(root, file)) ? home.file(file) : null
    },
    picture(src) {
      const path = resolve(decodeURI(src))
      const { width, height } = imageSize(readFileSync(join(root, path)))
      return { src: home.picture(path), width: String(width), height: String(height), decoding: 'async' }
    },
    rule(id) {
      const protocol = byPath.get(PROTOCOL)
      return protocol ? home.page(protocol, ruleAnchor(id), source) : ''
    },
    anchor: (id) => home.page(source, id, source),
  }
}
