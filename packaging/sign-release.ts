// Signs the lists of releases that electron-builder wrote, so that copies of the app take the update: `npm run sign-release`.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { notesOf, publicKeyOf, readPrivateKey, signReleases } from './release-signing.ts'

const root = resolve(import.meta.dirname, '..')
const usage = `npm run sign-release -- [--key FILE] [--folder FOLDER] [--notes FILE]
npm run sign-release -- --public [--key FILE]

  --key FILE      the private key, in PEM; else what BATCHDECK_SIGNING_KEY holds
  --folder FOLDER in place of dist
  --notes FILE    what is new, in Markdown; else what CHANGELOG.md says of this version
  --public        prints what copies are to be built with: BATCHDECK_UPDATE_KEY

A key is made once, and kept where releases are made:
  openssl genpkey -algorithm ed25519 -out release-key.pem`

try {
  const { values } = parseArgs({
    options: {
      key: { type: 'string' },
      folder: { type: 'string', default: join(root, 'dist') },
      notes: { type: 'string' },
      public: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) console.log(usage)
  else {
    const pem = values.key === undefined ? process.env['BATCHDECK_SIGNING_KEY'] : readFileSync(values.key, 'utf8')
    if (!pem) throw new Error('There is no key: --key, or BATCHDECK_SIGNING_KEY.')
    const key = readPrivateKey(pem)
    if (values.public) console.log(publicKeyOf(key))
    else {
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
      const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
      const notes = values.notes === undefined ? notesOf(changelog, version) : readFileSync(values.notes, 'utf8')
      const names = signReleases(values.folder, key, notes, process.env['BATCHDECK_UPDATE_KEY'] ?? null)
      console.log(`Signed: ${names.join(', ')}`)
    }
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
