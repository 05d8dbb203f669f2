import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The pictures that a document shows, as they are called below `docs/pictures`, without the ending. */
export function shownPictures(): ReadonlySet<string> {
  const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
  return new Set(
    documents.flatMap((path) =>
      Array.from(
        readFileSync(join(root, path), 'utf8').matchAll(/\]\((?:docs\/)?pictures\/(.+?)\.webp\)/g),
        ([, name]) => name!,
      ),
    ),
  )
}
