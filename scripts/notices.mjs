// THIRD-PARTY-NOTICES.txt: whose work is part of this one, and under which terms. `--check` ends with 1 where it is out of
// date. Of its own and not one of the tools for that: those take what is installed as dependency for what is shipped, and
// here the pages are built of devDependencies.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { inRoot, runMain } from './project.mjs'
import { shippedPackages } from './shipped-packages.mjs'

const file = inRoot('THIRD-PARTY-NOTICES.txt')
const LINE = '-'.repeat(80)

function notices() {
  /** Packages by the text of their license: the same text is there once. */
  const byText = new Map()
  for (const { name, version, path } of shippedPackages()) {
    const { license, repository, homepage } = JSON.parse(readFileSync(inRoot(path, 'package.json'), 'utf8'))
    const source = typeof repository === 'string' ? repository : (repository?.url ?? homepage ?? '')
    const head = `${name} ${version} (${license ?? 'see below'})${source === '' ? '' : `\n  ${source}`}`
    const text = licenseText(inRoot(path)) ?? `Its package holds no text of its license: ${license}.`
    byText.set(text, [...(byText.get(text) ?? []), head])
  }
  const parts = Array.from(byText, ([text, heads]) => `${LINE}\n${heads.join('\n')}\n\n${text}\n`)
  return [
    'Batchdeck is shipped with the work of others. npm run notices writes this file from package-lock.json, from what the',
    'bundler put into the app, and from the packages themselves. Electron brings the notices of Chromium and Node with it,',
    'in its own LICENSES.chromium.html.',
    '',
    ...parts,
  ].join('\n')
}

/** The files in which it stands, all of them, with those of what the package itself was bundled of. */
function licenseText(folder) {
  const files = [
    ...filesOf(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name) && !/\.(js|ts|html)$/.test(name)),
    ...filesOf(join(folder, 'dist'))
      .filter((name) => name.endsWith('.LICENSE.txt'))
      .map((name) => join('dist', name)),
  ]
  if (files.length === 0) return null
  const texts = files.toSorted().map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
  return texts.join('\n\n')
}

function filesOf(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}

await runMain(async () => {
  if (process.argv.includes('--check')) {
    if (existsSync(file) && readFileSync(file, 'utf8') === notices()) return 0
    console.error('THIRD-PARTY-NOTICES.txt is out of date: npm run notices writes it anew.')
    return 1
  }
  await ensureBuilt()
  writeFileSync(file, notices())
  return 0
})
