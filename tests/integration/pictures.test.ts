import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shownPictures } from '../e2e/shown-pictures.ts'

/** What all pictures together may weigh in the repository. */
const MAX_PICTURES_BYTES = 1.5 * 1024 * 1024

const folder = join(import.meta.dirname, '../../docs/pictures')

describe('the pictures of the documents', () => {
  const kept = globSync('**/*.*', { cwd: folder })

  it('are those that a document shows, and no others', () => {
    const names = kept.map((path) => path.replaceAll('\\', '/'))
    expect(names.toSorted()).toEqual(Array.from(shownPictures(), (name) => `${name}.webp`).toSorted())
  })

  it('weigh less than 1.5 MB together', () => {
    const bytes = kept.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0)
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(MAX_PICTURES_BYTES)
  })
})
