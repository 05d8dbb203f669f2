import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, isVersion } from './release-version.ts'

/** As the standard has them in order, and some between. */
const ordered = [
  '0.0.1',
  '0.1.0',
  '0.10.0',
  '1.0.0-1',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '2.0.0',
]

describe('versions', () => {
  it('[DT-10] are in the order of Semantic Versioning', () => {
    fc.assert(
      fc.property(fc.nat(ordered.length - 1), fc.nat(ordered.length - 1), (a, b) => {
        expect(Math.sign(compareVersions(ordered[a]!, ordered[b]!))).toBe(Math.sign(a - b))
      }),
    )
    expect(compareVersions('1.0.0+build.5', '1.0.0')).toBe(0)
  })

  it.each(['1.2.3-01', '1.2.3-a..b', '1.2.3-.', '1.2.3+a..b', '1.2.3-a.'])(
    '%j is none that can be installed',
    (text) => {
      expect(isVersion(text)).toBe(false)
    },
  )

  it.each(['', '1', '1.2', 'v1.2.3', '1.2.3-', '01.2.3', '1.2.3.4', '1.2.3\n', '../1.2.3'])('%j is none', (text) => {
    expect(isVersion(text)).toBe(false)
    expect(() => compareVersions(text, '1.0.0')).toThrow('no version')
  })
})
