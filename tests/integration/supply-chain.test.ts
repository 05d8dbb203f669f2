import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../docs.ts'

interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly 'bom-ref': string
}

describe('what it is made of', () => {
  it('THIRD-PARTY-NOTICES.txt is up to date (npm run notices)', () => {
    execFileSync(process.execPath, [join(root, 'scripts/notices.mjs'), '--check'], { stdio: 'pipe' })
  })

  it('the SBOM is a CycloneDX document with every dependency, and names each once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-sbom-'))
    try {
      const file = join(folder, 'sbom.json')
      execFileSync(process.execPath, [join(root, 'scripts/sbom.mjs'), file], { stdio: 'pipe' })
      const bom = JSON.parse(readFileSync(file, 'utf8')) as {
        readonly bomFormat: string
        readonly specVersion: string
        readonly serialNumber: string
        readonly metadata: { readonly component: Component }
        readonly components: readonly Component[]
        readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
      }
      const { name, version, dependencies, devDependencies } = JSON.parse(
        readFileSync(join(root, 'package.json'), 'utf8'),
      ) as Record<'dependencies' | 'devDependencies', Record<string, string>> & { name: string; version: string }
      expect(bom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name, version } } })
      expect(bom.specVersion).toMatch(/^1\.[5-9]$/)
      expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
      const listed = new Set(bom.components.map((component) => `${component.name}@${component.version}`))
      const direct = Object.entries({ ...dependencies, ...devDependencies }).map(([each, exact]) => `${each}@${exact}`)
      expect(direct.filter((each) => !listed.has(each))).toEqual([])
      const refs = new Set(bom.components.map((component) => component['bom-ref']))
      expect(refs.size).toBe(bom.components.length)
      expect(bom.components.filter(({ purl }) => !purl.startsWith('pkg:npm/'))).toEqual([])
      // Nobody depends on what is not listed.
      refs.add(`${name}@${version}`)
      const unknown = bom.dependencies
        .flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
        .filter((ref) => !refs.has(ref))
      expect(unknown).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('docs/threat-model.md', () => {
  const document = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
  const named = Array.from(
    document.matchAll(/`((?:tests|src)\/[\w./-]+)` – “([^”]+)”/g),
    ([, file = '', title = '']) => [file, title] as const,
  )

  it('names a test for every threat', () => {
    const threats = document.split('## Threats')[1]!.split('\n- **').slice(1)
    const bare = threats.filter((threat) => !/` – “/.test(threat)).map((threat) => threat.slice(0, 80))
    expect([threats.length > 20, bare]).toEqual([true, []])
  })

  it.each(named)('%s: “%s” is there', (file, title) => {
    expect(existsSync(join(root, file))).toBe(true)
    const source = readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, ' ')
    expect(source.includes(title)).toBe(true)
  })
})
