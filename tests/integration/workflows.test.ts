import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../docs.ts'

interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly uses?: string
  readonly needs?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly strategy?: { readonly matrix: { readonly os?: string[]; readonly include?: Record<string, string>[] } }
  readonly steps?: readonly Step[]
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly concurrency: { readonly group: string }
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = join(root, '.github/workflows')
const names = readdirSync(folder)
const workflows = names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
const workflow = (name: string) => parse(readFileSync(join(folder, name), 'utf8')) as Workflow
const ci = workflow('ci.yml')
const release = workflow('release.yml')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps)

describe.each(workflows)('[PK-4] $name', ({ text }) => {
  const { permissions, concurrency, jobs } = parse(text) as Workflow
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? [])

  it('may read, and no more; and ends some time', () => {
    expect(permissions).toEqual({ contents: 'read' })
    expect(concurrency.group).toContain('github.ref')
    for (const job of Object.values(jobs)) {
      if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0)
    }
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toEqual({ 'persist-credentials': false })
    }
  })

  it('uses the actions of GitHub alone, by a version', () => {
    const uses = steps.flatMap((step) => step.uses ?? [])
    expect(uses.filter((each) => !/^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(each))).toEqual([])
  })

  it('runs scripts and files that are there', () => {
    const lines = steps.flatMap((step) => step.run ?? [])
    const called = lines.flatMap((line) => Array.from(line.matchAll(/npm run ([\w:-]+)/g), ([, name = '']) => name))
    expect(called.length).toBeGreaterThan(0)
    expect(called.filter((name) => !(name in scripts))).toEqual([])
    const files = lines.flatMap((line) =>
      Array.from(line.matchAll(/node (?!node_modules|-)([\w./-]+)/g), ([, path = '']) => path),
    )
    for (const path of files) readFileSync(join(root, path))
  })

  it('lets nothing that others wrote into a line that a shell runs', () => {
    const lines = steps.flatMap((step) => step.run ?? [])
    const inserted = lines.flatMap((line) =>
      Array.from(line.matchAll(/\$\{\{(.*?)\}\}/g), ([, what = '']) => what.trim()),
    )
    expect(inserted.filter((what) => !what.startsWith('matrix.'))).toEqual([])
  })
})

describe('[PK-4] the workflows', () => {
  it('test the app on the three systems: the same spec on the binary, and what was packed', () => {
    expect(ci.jobs['desktop']?.strategy?.matrix.os?.map((os) => os.split('-')[0])).toEqual([
      'ubuntu',
      'windows',
      'macos',
    ])
    const lines = stepsOf(ci).flatMap(({ run }) => run ?? [])
    expect(lines).toContain('node node_modules/electron/install.js')
    expect(lines.filter((line) => line.includes('test:e2e -- desktop')).length).toBe(2)
    expect(lines.filter((line) => line.includes('package -- --check --start')).length).toBe(2)
    expect(lines.some((line) => line.endsWith('npm test'))).toBe(true)
  })

  it('make a release of nothing that was not tested, and only a draft of it', () => {
    const { jobs } = release
    expect(jobs['ci']?.uses).toBe('./.github/workflows/ci.yml')
    expect([jobs['package']?.needs, jobs['release']?.needs]).toEqual(['ci', 'package'])
    expect(jobs['package']?.permissions).toBeUndefined()
    expect(jobs['package']?.strategy?.matrix.include?.map(({ system }) => system)).toEqual(['linux', 'win', 'mac'])
    expect(jobs['release']?.permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' })
    const [publish] = stepsOf(release).filter(({ run }) => run?.includes('gh release'))
    expect(publish).toMatchObject({
      if: "github.ref_type == 'tag'",
      run: expect.stringContaining('--draft') as unknown,
    })
  })

  it('give every file a checksum and provenance, and the release its SBOM and terms', () => {
    const steps = release.jobs['release']?.steps ?? []
    const at = (part: string) => steps.findIndex(({ run, uses }) => `${run}${uses}`.includes(part))
    const order = [
      'npm run sign-release',
      'npm run sbom',
      'sha256sum',
      'actions/attest-build-provenance',
      'gh release create',
    ].map(at)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order[0]).toBeGreaterThan(0)
    expect(steps[at('npm run sbom')]?.run).toContain('THIRD-PARTY-NOTICES.txt')
    expect(steps[at('attest')]?.with).toEqual({ 'subject-path': 'dist/*' })
  })

  it('give each secret to the step that signs with it alone, and to its system alone', () => {
    const holders = stepsOf(release).filter((step) => JSON.stringify(step).includes('secrets.'))
    expect(holders.map(({ run }) => run)).toEqual([
      expect.stringContaining('npm run package'),
      expect.stringContaining('npm run sign-release'),
    ])
    const [packing, signing] = holders.map(({ env }) =>
      Object.values(env ?? {}).filter((value) => value.includes('secrets.')),
    ) as [string[], string[]]
    expect(packing.length).toBeGreaterThan(5)
    const ofOneSystem = /^\$\{\{ matrix\.system == '(mac|win)' && secrets\.\w+ \|\| '' \}\}$/
    expect(packing.filter((value) => !ofOneSystem.test(value))).toEqual([])
    expect(signing).toEqual(['${{ secrets.BATCHDECK_SIGNING_KEY }}'])
    // Whoever sends a change from outside gets none.
    expect(Object.keys(release.on)).toEqual(['push', 'workflow_dispatch'])
    expect(JSON.stringify(ci)).not.toContain('secrets.')
  })
})
