import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * Circles that are closed by a lazy `import()`, which the linter does not follow: the piece that is loaded later must not
 * know who loads it, not even by a type. @returns each as its two ends
 */
export function lazyCircles(root) {
  const imports = new Map(
    sources(root).map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const found = (pattern) =>
        Array.from(text.matchAll(pattern), ([, path]) => relative(root, join(root, dirname(file), path)))
      return [file, { lazy: found(/\bimport\('(\.[^']+)'\)/g), all: found(/\b(?:from |import |import\()'(\.[^']+)'/g) }]
    }),
  )
  const reaches = (from, to, seen = new Set()) => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return (imports.get(from)?.all ?? []).some((next) => reaches(next, to, seen))
  }
  return [...imports].flatMap(([file, { lazy }]) =>
    lazy.filter((piece) => reaches(piece, file)).map((piece) => `${file} → ${piece} → … → ${file}`),
  )
}

/** The host's Node may be 20, which has no glob. */
function sources(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true }).filter((file) => /\.tsx?$/.test(file))
  return files.map((file) => join('src', file))
}
