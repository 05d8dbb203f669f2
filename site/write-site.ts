import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { buildManual, type Home } from './manual.ts'
import { fileOf, notFoundPage, sitePage } from './template.ts'

/**
 * Writes the documentation as a site of static files: it works from any server of files, under any path.
 * @param folder is emptied first
 * @param base where the site will be, for the page that a server shows instead of one that is not there: `/batchdeck/`
 * @returns how many pages there are
 */
export async function writeSite(root: string, folder: string, base = '/'): Promise<number> {
  const copied = new Set<string>()
  const copy = (path: string) => {
    copied.add(path)
    return path
  }
  const home: Home = {
    page: (to, anchor, from) => `${to === from && anchor !== '' ? '' : fileOf(to)}${anchor === '' ? '' : `#${anchor}`}`,
    picture: copy,
    file: (path) => ({ href: copy(path), download: '' }),
  }
  const { pages, list, sections } = buildManual(root, home)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const release = { version: versionOf(root), changed: lastChange(root) }
  for (const page of pages) writeFileSync(join(folder, fileOf(page)), sitePage(page, pages, release))
  writeFileSync(join(folder, '404.html'), notFoundPage(base))
  writeFileSync(join(folder, 'search.json'), JSON.stringify({ pages: list, sections }))
  for (const path of copied) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    cpSync(join(root, path), join(folder, path))
  }
  cpSync(join(root, 'site/browser/theme.js'), join(folder, 'theme.js'))
  await bundle(root, folder)
  return pages.length
}

/** The script and the style of all pages, with their fonts. */
async function bundle(root: string, folder: string): Promise<void> {
  await build({
    root: join(root, 'site'),
    configFile: false,
    logLevel: 'warn',
    base: './',
    build: {
      outDir: folder,
      emptyOutDir: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { site: join(root, 'site/browser/site.ts') },
        output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
      },
    },
  })
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}

/** Asks Git; where there is none, or no history, nobody knows. */
function lastChange(root: string): (path: string) => string | null {
  return (path) => {
    try {
      const line = ['log', '-1', '--format=%cs', '--', path]
      const date = execFileSync('git', line, {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
      return date === '' ? null : date
    } catch {
      return null
    }
  }
}
