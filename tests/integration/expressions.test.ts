import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
/** Characters of each of the bad texts, and of the worst of them. */
const SHORT_LENGTH = 22
const TRIED_LENGTH = 16 * 1024
const WORST_LENGTH = 1024 * 1024
/** For one character of a text, ms: some ten times what is usual, and a hundredth of what the quadratic takes. */
const MOST_PER_CHARACTER_MS = 0.0005

interface Expression {
  readonly place: string
  readonly source: string
  readonly flags: string
}

/** Every expression that is written down in the sources, and every `pattern` of a schema. */
function expressions(): Expression[] {
  const found: Expression[] = []
  for (const file of globSync('src/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.test\.tsx?$/.test(file)) continue
    const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'))
    visit(program, (node) => {
      const { regex, key, value } = node as {
        regex?: { pattern: string; flags: string }
        key?: { name?: string }
        value?: { value?: unknown }
      }
      if (regex) found.push({ place: file, source: regex.pattern, flags: regex.flags })
      else if (key?.name === 'pattern' && typeof value?.value === 'string') {
        found.push({ place: file, source: value.value, flags: 'u' })
      }
    })
  }
  return found
}

function visit(node: unknown, look: (node: object) => void): void {
  if (typeof node !== 'object' || node === null) return
  look(node)
  for (const child of Object.values(node)) visit(child, look)
}

/** Texts of what the expression knows, that begin to fit it again and again, and do not in the end. */
function badTexts({ source }: Expression): ((length: number) => string)[] {
  const words = source.match(/[A-Za-z0-9]{2,}|[^\w\s\\^$.|?*+()[\]{}]/gu) ?? []
  // Line breaks and control characters stand there by their names.
  const named = (source.match(/\\[nrt]|\\u[0-9A-Fa-f]{4}/g) ?? []).map((name) => JSON.parse(`"${name}"`) as string)
  const parts = [...new Set([' ', 'a', '0', ...named.slice(0, 3), ...words])].slice(0, 9)
  const fill = (part: string, length: number) => part.repeat(Math.ceil(length / part.length)).slice(0, length)
  const texts = parts.flatMap((part) =>
    ['', '\u0000', '\u2028'].map((tail) => (length: number) => fill(part, length) + tail),
  )
  for (const one of parts) {
    for (const other of parts) {
      if (one === other) continue
      texts.push((length) => fill(one + other, length))
      texts.push((length) => `${fill(one + other, length)}\u2028`)
      // Once the one, and then nothing but the other.
      texts.push((length) => one + fill(other, length))
      texts.push((length) => `${fill(one, length / 2)}${fill(other, length / 2)}\u2028`)
    }
  }
  return texts
}

/** How long it is looked for in a text, ms: the best of some attempts where it seems long, since machines are busy. */
function timeOf(expression: RegExp, text: string): number {
  let best = Infinity
  for (let attempts = 0; attempts < 4 && best > mostFor(text.length); attempts++) {
    const startedAt = performance.now()
    expression.test(text)
    best = Math.min(best, performance.now() - startedAt)
    // No machine is that busy.
    if (best > 1000) break
  }
  return best
}

function mostFor(length: number): number {
  return Math.max(5, length * MOST_PER_CHARACTER_MS)
}

/** The text that takes it too long; null where there is none. */
function weakness({ source, flags, place }: Expression): string | null {
  // It is looked for at every place, from the beginning.
  const expression = new RegExp(source, flags.replaceAll(/[gy]/g, ''))
  let worst = { took: 0, text: (length: number) => ' '.repeat(length) }
  for (const text of badTexts({ source, flags, place })) {
    // The exponential would never end with a longer one.
    const tooLong = timeOf(expression, text(SHORT_LENGTH))
    if (tooLong > mostFor(SHORT_LENGTH)) return `${JSON.stringify(text(24))}: ${Math.round(tooLong)} ms`
    const took = timeOf(expression, text(TRIED_LENGTH))
    if (took > worst.took) worst = { took, text }
    if (took > mostFor(TRIED_LENGTH)) return `${JSON.stringify(text(24))}: ${Math.round(took)} ms`
  }
  const took = timeOf(expression, worst.text(WORST_LENGTH))
  return took > WORST_LENGTH * MOST_PER_CHARACTER_MS
    ? `${JSON.stringify(worst.text(24))}: ${Math.round(took)} ms`
    : null
}

it('[HT-5] every expression takes time in proportion to the text', () => {
  const all = expressions()
  expect(all.length).toBeGreaterThan(40)
  const weak = all.flatMap((expression) => {
    const { place, source } = expression
    const text = weakness(expression)
    return text === null ? [] : [`${place} ${source}: ${text}`]
  })
  expect(weak).toEqual([])
})

it('[HT-5] the way it is measured finds what is quadratic, and more', () => {
  for (const source of [String.raw`(^|\s)#.*$`, '(a+)+b', String.raw`\s+$`]) {
    expect(weakness({ place: '', source, flags: '' }), source).not.toBeNull()
  }
})
