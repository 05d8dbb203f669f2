// npm run site: the documentation as static files, in out/site or in the folder given. `--base /PATH/` says where it will be.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeSite } from './write-site.ts'

const root = resolve(import.meta.dirname, '..')
const { values, positionals } = parseArgs({ options: { base: { type: 'string' } }, allowPositionals: true })
const folder = resolve(positionals[0] ?? resolve(root, 'out/site'))
const pages = await writeSite(root, folder, values.base)
console.log(`${pages} pages in ${folder}`)
