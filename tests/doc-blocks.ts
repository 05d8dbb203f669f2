import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './docs.ts'

/** A fenced block of code in a document. */
export interface DocBlock {
  /** From the project's root. */
  readonly page: string
  /** Of its fence, from 1. */
  readonly line: number
  /** What is written behind the fence; empty where nothing is. */
  readonly language: string
  readonly text: string
}

/** What users read. */
export function documentedPages(): string[] {
  return globSync(['README*.md', 'docs/**/*.md', 'clients/*/{,recipes/}README.md'], { cwd: root })
    .map((page) => page.replaceAll('\\', '/'))
    .toSorted()
}

/** All blocks of a page in their order, those within lists without their indent. */
export function docBlocks(page: string): DocBlock[] {
  const content = readFileSync(join(root, page), 'utf8')
  return Array.from(content.matchAll(/^( *)```([\w-]*)[^\n]*\n(.*?)^\1```$/gms), (match) => {
    const [, indent = '', language = '', text = ''] = match
    return {
      page,
      line: content.slice(0, match.index).split('\n').length,
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }
  })
}
