import { globSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linkableParams, unlinkableParams } from '../../contract/deep-link.ts'
import { screenNames } from '../../contract/place.ts'

const source = join(import.meta.dirname, '..')
const read = /(?:useParam\(\s*|params\[\s*)'([a-z]+)'/g
const readByName = /useParam\((?!\s*')[^)]*\)/g
/** What sets them names them, too. */
const set = /(?:setParams|pushParams|replaceParams|openRow|goTo|link)\((?:[^(){}]*,\s*)?\{([^{}]*)\}/g

interface Use {
  readonly file: string
  readonly name: string
}

const used: Use[] = []
const unnamed: string[] = []
for (const path of globSync(join(source, '**/*.{ts,tsx}'))) {
  const file = relative(source, path).split(sep).join('/')
  if (/\.test\.tsx?$|^i18n/.test(file)) continue
  const text = readFileSync(path, 'utf8')
  for (const [, name = ''] of text.matchAll(read)) used.push({ file, name })
  if (text.includes('useSortParam()')) used.push({ file, name: 'sort' })
  for (const [call] of text.matchAll(readByName)) if (file !== 'stores/route.ts') unnamed.push(`${file}: ${call}`)
  for (const [, members = ''] of text.matchAll(set)) {
    for (const [, name = ''] of members.matchAll(/(?:^|,)\s*([a-z]+)(?=\s*[:,]|\s*$)/g)) used.push({ file, name })
  }
}

const linkable = new Set<string>(screenNames.flatMap((screen) => linkableParams[screen]))

describe('[DT-17] what a link may carry', () => {
  it('is decided of everything that the page keeps in its address', () => {
    expect(used.length).toBeGreaterThan(100)
    const undecided = used.filter(({ name }) => !linkable.has(name) && !unlinkableParams.includes(name))
    expect(undecided).toEqual([])
    expect(unlinkableParams.filter((name) => linkable.has(name))).toEqual([])
    // Its names are those of the filters that it offers.
    expect(unnamed.map((one) => one.split(':')[0])).toEqual([
      'screens/targets/target-filters.tsx',
      'screens/targets/target-filters.tsx',
    ])
  })

  it('is all that a screen reads, screen by screen', () => {
    const left = used.filter(({ file, name }) => {
      const screen = screenNames.find((one) => file.startsWith(`screens/${one}/`))
      const names: readonly string[] = screen ? linkableParams[screen] : [...linkable]
      // What leads elsewhere is that screen's.
      const isOfAnother = /goTo|link\(/.test(readFileSync(join(source, file), 'utf8')) && linkable.has(name)
      return !names.includes(name) && !unlinkableParams.includes(name) && !isOfAnother
    })
    expect(left).toEqual([])
  })

  it('is nothing that is not read anywhere', () => {
    const names = new Set(used.map(({ name }) => name))
    expect([...linkable, ...unlinkableParams].filter((name) => !names.has(name))).toEqual([])
  })
})
