import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../docs.ts'

/** What a translation leaves as it is. */
function skeletonOf(name: string) {
  const text = readFileSync(resolve(root, name), 'utf8')
  const prose = text.replaceAll(/^```.*?^```$/gms, '')
  const matches = (pattern: RegExp, of = prose) => Array.from(of.matchAll(pattern), ([, found = '']) => found)
  return {
    headings: matches(/^(#+) /gm),
    // Comments are translated; code is not.
    blocks: matches(/^```(.*?)^```$/gms, text).map((block) => block.replaceAll(/ *(?<=^| )# .*$/gm, '')),
    // A link into the page itself goes to its translated heading, and the pages name each other.
    links: matches(/\]\(([^)]+)\)/g)
      .filter((link) => !/^(#|README)/.test(link))
      .toSorted(),
    rows: matches(/^\|( )/gm).length,
  }
}

describe('README.zh.md', () => {
  it('[DOC-1] has the headings, code, tables and links of README.md', () => {
    expect(skeletonOf('README.zh.md')).toEqual(skeletonOf('README.md'))
    expect(skeletonOf('README.md').blocks.length).toBeGreaterThan(3)
  })

  it('[DOC-1] is linked at the top of it, and links back', () => {
    const topOf = (name: string) => readFileSync(resolve(root, name), 'utf8').split('\n')[2]
    expect([topOf('README.md'), topOf('README.zh.md')]).toEqual([
      'English · [简体中文](README.zh.md)',
      '[English](README.md) · 简体中文',
    ])
  })
})
