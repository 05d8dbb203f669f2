import { pick, type Random } from '../../src/demo/random.ts'

/** A JSON text as a tree that can hold what no JSON value can: fields twice, and numbers that there are none of. */
type Node = string | number | boolean | null | Raw | Node[] | Fields
interface Raw {
  readonly raw: string
}
interface Fields {
  entries: [name: string, value: Node][]
}

/** Somewhere in a tree, and how to put something else there. */
interface Place {
  readonly value: Node
  set(value: Node): void
}

const oddNumbers = [
  '0',
  '-0',
  '-1',
  '1',
  '0.1',
  '99.99999999999999',
  '100.00000000000003',
  '101',
  '255',
  '2147483648',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '1e21',
  '1e308',
  '1e999',
  '-1e999',
  '1e-400',
  '5e-324',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '01',
  '.5',
  '1.',
  '+1',
  '1_000',
]
const oddTexts = [
  '',
  ' ',
  '0',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'a\u0000b',
  '\u202egnp.exe',
  '\ufeffc1',
  'é',
  'e\u0301',
  '💥',
  '👩‍👩‍👧‍👦',
  '../../etc/passwd',
  '%00%2e%2e',
  "'; DROP TABLE consumers; --",
  '<script>alert(1)</script>',
  '${7*7}{{7*7}}',
  '\r\nX-Injected: 1',
  'c1\n',
  'c 1',
  'C1',
]
/** Texts that are no JSON of themselves, as the bytes stand on the wire. */
const oddRaws = [
  '"\\ud800"',
  '"\\u0000"',
  '"\\x41"',
  '"\u0001"',
  'undefined',
  "'single'",
  '/* */ 1',
  '',
  '{}',
  '[]',
  '[[]]',
  '{"":{}}',
]

/** One to four mutations of a value, as the text that is sent; sometimes of the text itself. */
export function mutatedJson(random: Random, value: unknown): string {
  const holder: Fields = { entries: [['', treeOf(value)]] }
  const count = 1 + Math.floor(random() * random() * 4)
  for (let done = 0; done < count; done++) mutate(random, holder)
  const text = textOf(holder.entries[0]?.[1] ?? null)
  return random() < 0.12 ? mutatedText(random, text) : text
}

/** Some characters of a text cut off, doubled, swapped or put in. */
export function mutatedText(random: Random, text: string): string {
  const at = Math.floor(random() * (text.length + 1))
  const length = 1 + Math.floor(random() * 8)
  switch (Math.floor(random() * 6)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + length)
    case 2:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x250)).repeat(length) + text.slice(at)
    case 3:
      return text + text
    case 4:
      return `\ufeff${text}`
    default:
      return text.slice(0, at) + pick(random, ['"', '\\', '{', '}', '[', ']', ',', ':', '\u0000']) + text.slice(at + 1)
  }
}

/** Something that may stand in the place of any value. */
function oddValue(random: Random): Node {
  switch (Math.floor(random() * 9)) {
    case 0:
    case 1:
    case 2:
      return { raw: pick(random, oddNumbers) }
    case 3:
    case 4:
      return pick(random, oddTexts)
    case 5:
      return { raw: pick(random, oddRaws) }
    case 6:
      return pick<Node>(random, [null, true, false, [], { entries: [] }])
    case 7: {
      const depth = pick(random, [10, 100, 1000, 20_000])
      const [open, close] = pick(random, [
        ['[', ']'],
        ['{"a":', '}'],
        ['[', ''],
      ] as const)
      return { raw: `${open.repeat(depth)}${close === '' ? '' : `1${close.repeat(depth)}`}` }
    }
    default:
      return pick(random, ['x', '💥', '\u0000', '"']).repeat(pick(random, [65, 257, 1025, 4097, 65_537]))
  }
}

function mutate(random: Random, holder: Fields): void {
  const places = [...placesIn(holder)]
  const place = pick(random, places)
  const { value } = place
  switch (Math.floor(random() * 9)) {
    case 0:
    case 1:
    case 2:
      place.set(oddValue(random))
      return
    case 3:
      place.set([value])
      return
    case 4:
    case 5:
      // A copy: a tree that holds itself would have no end.
      place.set(copyOf(pick(random, places).value, 1))
      return
    default:
      mutateInside(random, place)
  }
}

/** Fields dropped, doubled, renamed and added; items dropped, repeated and added. */
function mutateInside(random: Random, place: Place): void {
  const { value } = place
  if (Array.isArray(value)) {
    const repeats = pick(random, [1, 2, 50, 2000])
    if (value.length === 0 || random() < 0.3) value.push(oddValue(random))
    else if (random() < 0.5) value.splice(Math.floor(random() * value.length), 1)
    else place.set(copyOf(value, repeats))
  } else if (typeof value === 'object' && value !== null && 'entries' in value) {
    const { entries } = value
    const at = Math.floor(random() * entries.length)
    const entry = entries[at]
    const action = Math.floor(random() * 4)
    if (!entry || action === 0) entries.push([pick(random, oddTexts), oddValue(random)])
    else if (action === 1) entries.splice(at, 1)
    else if (action === 2) entries.push([entry[0], random() < 0.5 ? entry[1] : oddValue(random)])
    else entry[0] = random() < 0.5 ? entry[0].toUpperCase() : pick(random, oddTexts)
  } else place.set(oddValue(random))
}

/** What a tree may become at most by copies of its parts, in characters: more is a matter of size, not of structure. */
const MAX_COPIED = 200_000

/** So many copies, one after the other where it is a list, as far as there is room. */
function copyOf(node: Node, repeats: number): Node {
  const room = Math.floor(MAX_COPIED / sizeOf(node))
  if (room === 0) return null
  if (!Array.isArray(node)) return structuredClone(node)
  return Array.from({ length: Math.min(repeats, room) }, () => structuredClone(node)).flat()
}

function sizeOf(node: Node): number {
  if (typeof node === 'string') return 2 + node.length
  if (typeof node !== 'object' || node === null) return 4
  if (Array.isArray(node)) return node.reduce((sum: number, item) => sum + sizeOf(item), 2)
  if ('raw' in node) return node.raw.length
  return node.entries.reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 2)
}

function* placesIn(node: Node, depth = 0): Iterable<Place> {
  if (depth > 8 || typeof node !== 'object' || node === null || 'raw' in node) return
  if (Array.isArray(node)) {
    for (const [index, value] of node.slice(0, 30).entries()) {
      yield { value, set: (other) => void (node[index] = other) }
      yield* placesIn(value, depth + 1)
    }
    return
  }
  for (const entry of node.entries.slice(0, 30)) {
    yield { value: entry[1], set: (other) => void (entry[1] = other) }
    yield* placesIn(entry[1], depth + 1)
  }
}

function treeOf(value: unknown): Node {
  if (Array.isArray(value)) return value.map(treeOf)
  if (typeof value === 'object' && value !== null) {
    return { entries: Object.entries(value).map(([name, inner]) => [name, treeOf(inner)]) }
  }
  return value as Node
}

function textOf(node: Node): string {
  if (Array.isArray(node)) return `[${node.map(textOf).join(',')}]`
  if (typeof node === 'object' && node !== null) {
    if ('raw' in node) return node.raw
    return `{${node.entries.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join(',')}}`
  }
  return JSON.stringify(node)
}
