// Everything that Batchdeck is made of, in CycloneDX's JSON, from the lock file: FILE, or dist/batchdeck.cdx.json.
// What the pages are built of are devDependencies and shipped all the same, so all of them are listed; npm says which are
// for development only (`cdx:npm:package:development`).
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { inRoot, root } from './project.mjs'

const MAX_BYTES = 64 * 1024 * 1024
const [given] = process.argv.slice(2)
const file = given === undefined ? inRoot('dist', 'batchdeck.cdx.json') : resolve(given)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const made = execFileSync(
  npm,
  ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'],
  {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: MAX_BYTES,
    shell: process.platform === 'win32',
  },
)
// npm names it after the folder it stands in.
const bom = JSON.parse(made)
bom.metadata.component.name = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).name
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`)
console.log(file)
