import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alertKinds } from '../src/contract/resources/alert.ts'
import { screenNames } from '../src/contract/place.ts'
import { DocumentLinks } from './links.ts'
import { buildManual } from './manual.ts'
import { statedRules } from './rules.ts'
import { manualSources } from './sources.ts'

const root = resolve(import.meta.dirname, '..')
const documents = new DocumentLinks(root)
const read = (file: string) => readFileSync(join(root, file), 'utf8')

describe('[DOC-4] the documents', () => {
  it('link to files and headings that are there, by the anchors GitHub gives them', () => {
    expect(documents.links.length).toBeGreaterThan(100)
    expect(documents.broken()).toEqual([])
  })

  it('link to other machines by https alone', () => {
    const others = [...documents.external().keys()].filter((to) => !to.startsWith('http://127.0.0.1'))
    expect(others.length).toBeGreaterThan(5)
    expect(others.filter((to) => !to.startsWith('https://'))).toEqual([])
  })

  it('that are pages can all be come to from the README', () => {
    const reachable = documents.reachableFrom('README.md')
    const pages = manualSources(root).map(({ path }) => path)
    expect(pages.filter((path) => !reachable.has(path))).toEqual([])
  })

  it('mention no rule that the protocol does not have', () => {
    const rule = /\b([A-Z]{2,4}-\d{1,3})\b/g
    const rules = statedRules(read('docs/PROTOCOL.md'))
    // Other names of the same shape, such as UTF-8, have a prefix of their own.
    const prefixes = new Set(Array.from(rules, (id) => id.split('-')[0]))
    const files = [...documents.files, 'docs/openapi.json', 'docs/monitoring/alerts.yaml']
    const unknown = files.flatMap((file) =>
      Array.from(read(file).matchAll(rule), ([, id = '']) => id)
        .filter((id) => prefixes.has(id.split('-')[0]) && !rules.has(id))
        .map((id) => `${file}: ${id}`),
    )
    expect(rules.size).toBeGreaterThan(100)
    expect([...new Set(unknown)]).toEqual([])
  })
})

describe('[DOC-4] the links of the console into the documentation', () => {
  const home = { page: () => '', picture: () => '', file: () => ({}) }
  const pages = new Map(
    buildManual(root, home).pages.map(({ id, headings }) => [id, new Set(['', ...headings.map((one) => one.id)])]),
  )
  const has = (page: string, at = '') => pages.get(page)?.has(at) === true

  it('name pages and headings that are there', () => {
    const sources = globSync('src/renderer/**/*.tsx', { cwd: root }).map(read)
    const literal = sources.flatMap((text) => [
      ...text.matchAll(/<HelpLink page="([^"]*)"(?: at="([^"]*)")?/g),
      ...text.matchAll(/\{ page: '([^']*)'(?:, at: '([^']*)')? \}/g),
    ])
    expect(literal.length).toBeGreaterThan(8)
    expect(literal.map(([, page = '', at = '']) => `${page}#${at}`).filter((link) => !has(...split(link)))).toEqual([])
  })

  it('lead from every kind of alert to what helps, and from every screen to what it shows', () => {
    expect(alertKinds.filter((kind) => !has('alerts', kind))).toEqual([])
    expect(screenNames.filter((screen) => screen !== 'help' && !has('console', screen))).toEqual([])
  })
})

function split(link: string): [page: string, at: string] {
  const [page = '', at = ''] = link.split('#')
  return [page, at]
}
