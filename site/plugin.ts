import { join, resolve } from 'node:path'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import type { BuiltPage, Home, Manual } from './manual.ts'

const PREFIX = 'virtual:manual'
/** Behind the name of a file, which the bundler would read by its own ending. */
const FILE_END = '.text'
/** Around the path of a picture in HTML, until the bundler knows its address. */
const MARK = '\u0001'

/** Addresses of Help in the console, which is a page of one hash. */
const home: Home = {
  page({ id, language }, anchor, from) {
    const params = new URLSearchParams()
    if (anchor !== '') params.set('at', anchor)
    // Another language only where somebody asked for it: otherwise the console's is shown.
    if (language !== from.language && id === from.id) params.set('lang', language)
    return `#/help/${id}${params.size > 0 ? `?${params}` : ''}`
  },
  picture: (path) => `${MARK}${path}${MARK}`,
  file: (path) => ({ href: `#/help`, 'data-file': path }),
}

/**
 * The documentation as modules of the console: `virtual:manual` lists its pages, and each page, what the search finds, and
 * each file that can be saved is a piece of its own, fetched when it is opened.
 */
export function manualModules(root: string): Plugin {
  let made: Promise<Manual> | undefined
  const manual = () => (made ??= make(root))
  return {
    name: 'manual',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null
      const name = id.slice(`\0${PREFIX}/`.length)
      if (name === '') {
        for (const { source } of (await manual()).pages) this.addWatchFile(join(root, source.path))
        return listModule(await manual())
      }
      if (name === 'sections') return `export default ${JSON.stringify((await manual()).sections)}`
      if (name.startsWith('file/')) {
        const text = readFileSync(join(root, name.slice('file/'.length, -FILE_END.length)), 'utf8')
        return `export default ${JSON.stringify(text)}`
      }
      const page = (await manual()).pages.find((one) => moduleOf(one) === name)
      return page ? pageModule(root, page.html) : null
    },
    watchChange(id) {
      if (id.endsWith('.md')) made = undefined
    },
  }
}

/** The builder is loaded when the documentation is asked for: most runs of Vitest never do, and start without it. */
async function make(root: string): Promise<Manual> {
  const builder = (await import(pathToFileURL(join(root, 'site/manual.ts')).href)) as typeof import('./manual.ts')
  return builder.buildManual(root, home)
}

const moduleOf = ({ id, language }: BuiltPage) => `page/${language}/${id}`

function listModule({ pages, list }: Manual): string {
  const files = new Set(
    pages.flatMap(({ html }) => Array.from(html.matchAll(/data-file="([^"]+)"/g), ([, path = '']) => path)),
  )
  const lazily = (name: string) => `async () => (await import(${JSON.stringify(`${PREFIX}/${name}`)})).default`
  return [
    `export const pages = ${JSON.stringify(list)}`,
    `export const texts = {${pages.map((page) => `${JSON.stringify(`${page.language} ${page.id}`)}: ${lazily(moduleOf(page))}`).join()}}`,
    `export const files = {${Array.from(files, (path) => `${JSON.stringify(path)}: ${lazily(`file/${path}${FILE_END}`)}`).join()}}`,
    `export const sections = ${lazily('sections')}`,
  ].join('\n')
}

/** The bundler gives the pictures their addresses. The view itself has a title: those of the page stand below it. */
function pageModule(root: string, html: string): string {
  const below = html.replaceAll(
    /<h([1-5])(?=[ >])/g,
    (tag, level: string) => `${tag} aria-level="${Number(level) + 1}"`,
  )
  const parts = below.split(MARK)
  const pictures = parts.filter((_, i) => i % 2 === 1)
  const imports = pictures.map((path, i) => `import p${i} from ${JSON.stringify(`${resolve(root, path)}?url`)}`)
  const text = parts.map((part, i) => (i % 2 === 1 ? `p${(i - 1) / 2}` : JSON.stringify(part)))
  return [...imports, `export default ${text.join(' + ')}`].join('\n')
}
