/** A version of Semantic Versioning 2.0.0, without what says how it was built. */
const pattern =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z.-]{1,64}))?(?:\+([0-9A-Za-z.-]{1,64}))?$/

/** electron-updater refuses what is odd, but not before the version was offered. */
export function isVersion(text: string): boolean {
  const [, , , , before, build] = pattern.exec(text) ?? ['']
  const words = (part = 'x') => part.split('.')
  return pattern.test(text) && words(before).every((word) => /^(?!0\d+$)./.test(word)) && words(build).every(Boolean)
}

/**
 * By precedence: negative where `a` comes before `b`.
 * @throws where one is no version
 */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parts(a), parts(b)]
  for (const [i, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[i] ?? 0)
    if (difference !== 0) return difference
  }
  // What comes before a release is less than it.
  if (one.before.length === 0 || other.before.length === 0) return other.before.length - one.before.length
  for (const [i, word] of one.before.entries()) {
    const against = other.before[i]
    if (against === undefined) return 1
    const difference = compareWords(word, against)
    if (difference !== 0) return difference
  }
  return one.before.length - other.before.length
}

function parts(version: string): { numbers: readonly number[]; before: readonly string[] } {
  const found = pattern.exec(version)
  if (!found) throw new Error(`${version.slice(0, 64)} is no version.`)
  const [, major, minor, patch, before] = found
  return { numbers: [Number(major), Number(minor), Number(patch)], before: before?.split('.') ?? [] }
}

/** Numbers by their value and before all words, words by code unit. */
function compareWords(a: string, b: string): number {
  const [isNumber, againstNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber && againstNumber) return Number(a) - Number(b)
  if (isNumber !== againstNumber) return isNumber ? -1 : 1
  if (a === b) return 0
  return a < b ? -1 : 1
}
