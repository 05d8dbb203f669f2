import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type DocBlock, docBlocks, documentedPages } from '../doc-blocks.ts'
import { root } from '../docs.ts'
import { DocShell } from './doc-shell.ts'

/** How a block is known to be right. */
type Proof =
  /** This test runs every block of its kind, or holds it against what it is about. */
  | { readonly test: string }
  /** The settings file of a monitor; checked below. */
  | { readonly settings: true }
  /** Nobody runs it: why. */
  | { readonly not: string }

interface Rule {
  readonly page: string
  readonly language: string
  /** How many there are, where whoever proves them does not go through all there are. */
  readonly count?: number
  /** What the block begins with, where others of its language are proven otherwise. */
  readonly begins?: string
  readonly proof: Proof
}

const test = (name: string): Proof => ({ test: `tests/${name}` })
const commands = test('integration/doc-commands.test.ts')
const lists = test('integration/lists-page.test.ts')
const channels = test('integration/channels-page.test.ts')
const languages = test('integration/readme-languages.test.ts')
const python = test('integration/python-client.test.ts')
const network: Proof = { not: 'fetches packages from the network' }
const settings: Proof = { settings: true }

/** The first that fits counts. */
const rules: readonly Rule[] = [
  { page: 'README.md', language: 'sh', begins: 'npm start', proof: { not: 'installs, builds and opens a window' } },
  { page: 'README.md', language: 'sh', begins: 'python3 -m venv', proof: network },
  { page: 'README.md', language: 'sh', count: 3, proof: commands },
  { page: 'README.md', language: 'python', begins: 'import json', proof: test('integration/readme-program.test.ts') },
  { page: 'README.md', language: 'python', count: 1, proof: commands },
  { page: 'README.zh.md', language: 'sh', proof: languages },
  { page: 'README.zh.md', language: 'python', proof: languages },
  { page: 'clients/python/README.md', language: 'python', proof: python },
  { page: 'clients/python/README.md', language: 'sh', begins: 'pip install', proof: network },
  {
    page: 'clients/typescript/README.md',
    language: 'ts',
    count: 7,
    proof: test('integration/typescript-package.test.ts'),
  },
  {
    page: 'clients/typescript/README.md',
    language: 'sh',
    count: 1,
    proof: { not: 'the test of the package builds, packs and installs it in a folder of its own' },
  },
  { page: 'clients/python/recipes/README.md', language: 'python', count: 1, proof: { not: 'names a Redis' } },
  {
    page: 'clients/python/recipes/README.md',
    language: 'sh',
    begins: 'python3 -m venv',
    proof: { not: 'needs root and systemd; the unit is verified by the tests of the recipes' },
  },
  {
    page: 'clients/python/recipes/README.md',
    language: 'sh',
    count: 2,
    proof: { not: 'names a host of its own; the programs are run by the tests of the recipes' },
  },
  { page: 'docs/access.md', language: 'text', count: 1, proof: commands },
  { page: 'docs/access.md', language: 'yaml', proof: settings },
  { page: 'docs/backup.md', language: 'sh', count: 3, proof: commands },
  { page: 'docs/channels.md', language: 'json', count: 2, proof: channels },
  { page: 'docs/channels.md', language: 'python', count: 1, proof: channels },
  { page: 'docs/channels.md', language: 'text', count: 1, proof: { not: 'shows a message' } },
  {
    page: 'docs/clients.md',
    language: 'sh',
    begins: 'pip install',
    proof: network,
  },
  ...['sh', 'python', 'ts'].map((language) => ({
    page: 'docs/clients.md',
    language,
    count: language === 'ts' ? 1 : 2,
    proof: test('integration/clients-page.test.ts'),
  })),
  { page: 'docs/cli.md', language: 'console', proof: test('integration/cli-page.test.ts') },
  {
    page: 'docs/cli.md',
    language: 'sh',
    begins: 'npm install',
    proof: { not: 'installs for all of a machine, and asks another' },
  },
  { page: 'docs/cli.md', language: 'sh', count: 1, proof: test('integration/cli.test.ts') },
  { page: 'docs/desktop.md', language: 'sh', count: 1, proof: commands },
  { page: 'docs/from-spring-vue.md', language: 'js', count: 1, proof: commands },
  { page: 'docs/from-spring-vue.md', language: 'python', count: 1, proof: commands },
  { page: 'docs/from-spring-vue.md', language: 'sh', count: 1, proof: commands },
  { page: 'docs/from-spring-vue.md', language: 'yaml', proof: settings },
  { page: 'docs/http-api.md', language: 'sh', proof: test('integration/recipes.test.ts') },
  { page: 'docs/lists.md', language: 'sh', count: 1, proof: commands },
  ...['csv', 'json', 'ndjson', 'text'].map((language) => ({ page: 'docs/lists.md', language, proof: lists })),
  { page: 'docs/monitoring/README.md', language: 'yaml', proof: test('integration/monitoring.test.ts') },
  {
    page: 'docs/monitoring/README.md',
    language: 'sh',
    begins: 'install',
    proof: { not: 'needs root and a Prometheus' },
  },
  { page: 'docs/monitoring/README.md', language: 'sh', count: 2, proof: commands },
  { page: 'docs/monitoring/README.md', language: 'python', count: 1, proof: { not: 'a part of a program' } },
  {
    page: 'docs/monitoring/README.md',
    language: '',
    count: 1,
    proof: { not: 'a file of logrotate, which needs root' },
  },
  { page: 'docs/operating.md', language: 'sh', count: 1, proof: test('e2e/operating.test.ts') },
  { page: 'docs/packages.md', language: 'sh', begins: 'sha256sum', proof: { not: 'needs a release on GitHub' } },
  {
    page: 'docs/packages.md',
    language: 'sh',
    begins: 'npm run package',
    proof: { not: 'downloads Electron; the tests of packages run it with one of their own' },
  },
  { page: 'docs/performance.md', language: 'sh', begins: 'npm run bench', proof: { not: 'takes minutes' } },
  { page: 'docs/performance.md', language: 'sh', count: 1, proof: commands },
  { page: 'docs/reverse-proxy.md', language: 'nginx', count: 1, proof: test('integration/reverse-proxy.test.ts') },
  { page: 'docs/reverse-proxy.md', language: 'haproxy', count: 1, proof: test('integration/reverse-proxy.test.ts') },
  { page: 'docs/reverse-proxy.md', language: 'caddyfile', count: 1, proof: { not: 'run by hand, as the page says' } },
  { page: 'docs/reverse-proxy.md', language: 'yaml', begins: 'http:', proof: { not: 'not run, as the page says' } },
  { page: 'docs/reverse-proxy.md', language: 'yaml', proof: settings },
  { page: 'docs/settings.md', language: 'yaml', proof: settings },
  { page: 'docs/sources.md', language: 'sh', count: 2, proof: commands },
  { page: 'docs/sources.md', language: 'yaml', proof: settings },
]

const blocks = documentedPages().flatMap((page) => docBlocks(page))

function ruleOf(block: DocBlock): Rule | undefined {
  return rules.find(
    ({ page, language, begins = '' }) =>
      page === block.page && language === block.language && block.text.startsWith(begins),
  )
}

const placeOf = ({ page, line, language }: DocBlock) => `${page}:${line} (${language})`

describe('[DOC-2] every block of code in the documents', () => {
  it('is run by a test, checked, or known not to be', () => {
    expect(blocks.length).toBeGreaterThan(60)
    expect(blocks.filter((block) => ruleOf(block) === undefined).map(placeOf)).toEqual([])
  })

  it.each(rules)('$page, $language $begins', (rule) => {
    const { page, proof, count } = rule
    const found = blocks.filter((block) => ruleOf(block) === rule)
    expect(found.length).toBeGreaterThan(0)
    if (count !== undefined) expect(found).toHaveLength(count)
    if (!('test' in proof)) return
    expect(existsSync(join(root, proof.test)), proof.test).toBe(true)
    const source = readFileSync(join(root, proof.test), 'utf8')
    const isNamed = source.includes(page) || source.includes(`'${dirname(page)}'`)
    expect(isNamed, `${proof.test} names ${page}`).toBe(true)
  })

  it('that is a settings file is one of a monitor', async () => {
    const files = blocks.filter((block) => 'settings' in (ruleOf(block)?.proof ?? {}))
    expect(files.length).toBeGreaterThan(3)
    const secrets = mkdtempSync(join(tmpdir(), 'batchdeck-secrets-'))
    try {
      const names = files.flatMap(({ text }) =>
        Array.from(text.matchAll(/\/run\/secrets\/(\S+)/g), ([, name]) => name!),
      )
      for (const name of names) writeFileSync(join(secrets, name), `${name}\n`, { mode: 0o600 })
      await using shell = new DocShell({
        WATCHLIST_KEY: 'key',
        PAIRS_DATABASE: 'postgresql://reader@127.0.0.1/pairs',
        MONITOR_DATABASE: 'mysql://reader@127.0.0.1/monitor',
      })
      const printed = await Promise.all(
        files.map(async ({ text }, i) => {
          writeFileSync(join(shell.folder, `${i}.yaml`), text.replaceAll('/run/secrets', secrets))
          return await shell.run(`batchdeck config --print --config ${i}.yaml`)
        }),
      )
      for (const [i, { status, output }] of printed.entries()) {
        expect(status, `${placeOf(files[i]!)}: ${output}`).toBe(0)
        // What stands there is what is in force, and nothing of it is passed over.
        for (const name of leavesOf(parse(files[i]!.text) as object)) expect(output, name).toMatch(inForce(name))
      }
    } finally {
      rmSync(secrets, { recursive: true, force: true })
    }
  })
})

/** The names of the settings of a file, with dots. */
function leavesOf(tree: object, before = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    const path = before + name
    if (path === 'sources') return []
    return typeof value === 'object' && value !== null ? leavesOf(value, `${path}.`) : [path]
  })
}

function inForce(name: string): RegExp {
  return new RegExp(`^(# )?${name.replaceAll('.', '\\.')}: .*(?<!# default)$`, 'm')
}
