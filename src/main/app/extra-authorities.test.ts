import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { trustExtraAuthorities } from './extra-authorities.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-ca-'))
const before = tls.getCACertificates('default')
const [known = ''] = tls.rootCertificates
const lines: string[] = []

beforeEach(() => {
  lines.length = 0
  // As in a package, where Node knows of no file.
  tls.setDefaultCACertificates(before.filter((pem) => pem !== known).slice(0, 3))
})
afterEach(() => {
  vi.unstubAllEnvs()
  tls.setDefaultCACertificates(before)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function given(content: string): void {
  const file = join(folder, 'ca.pem')
  writeFileSync(file, content)
  vi.stubEnv('NODE_EXTRA_CA_CERTS', file)
  trustExtraAuthorities((line) => lines.push(line))
}

describe('[PK-2] the authorities of NODE_EXTRA_CA_CERTS', () => {
  it('are trusted beside those that were', () => {
    given(known)
    expect(tls.getCACertificates('default')).toHaveLength(4)
    expect(tls.getCACertificates('default').map(squeezed)).toContain(squeezed(known))
    expect(lines).toEqual([])
  })

  it('change nothing where the file holds none, or is not there, and the log says so', () => {
    given('hello')
    vi.stubEnv('NODE_EXTRA_CA_CERTS', join(folder, 'nothing.pem'))
    trustExtraAuthorities((line) => lines.push(line))
    expect(lines).toEqual([
      expect.stringMatching(
        /^NODE_EXTRA_CA_CERTS names .*ca\.pem, which cannot be used: it is not a PEM certificate\.$/,
      ),
      expect.stringMatching(/nothing\.pem, which cannot be used: ENOENT/),
    ])
    expect(tls.getCACertificates('default')).toHaveLength(3)
  })
})

const squeezed = (pem: string) => pem.replaceAll(/\s/g, '')
