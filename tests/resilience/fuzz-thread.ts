// Feeds readers, in a thread that runs the sources as they are: what runs the tests has its own ways of loading them.
import { readFileSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { pick, type Random, seededRandom } from '../../src/demo/random.ts'
import { Coverage, type Place } from './coverage.ts'
import { type Reader, readers } from './fuzz-readers.ts'
import { mutatedJson, mutatedText } from './json-mutations.ts'

/** What the thread is asked for. */
export interface FuzzData {
  readonly seed: number
  readonly times: number
  /** Inputs that reached something, by reader; written back where `isKept`. */
  readonly corpusFile: string
  readonly isKept: boolean
}

/** What it came to. */
export interface FuzzReport {
  readonly tried: number
  readonly failed: number
  readonly findings: readonly string[]
  /** Of each reader: inputs of its corpus. */
  readonly corpus: readonly (readonly [reader: string, inputs: number])[]
  /** Characters of source that were reached, at first and at the end. */
  readonly reached: readonly [first: number, last: number]
  readonly longestMs: number
}

type Corpus = Record<string, string[]>

/** Inputs between two looks at the coverage. */
const BATCH = 250
const MAX_INPUT_BYTES = 4096
/** Kept of each reader in the repository: short ones first. */
const MAX_KEPT = 60
/** Nobody may hold up a thread for longer with 4 KiB; ms. */
const MAX_READ_MS = 250
const files =
  /\/src\/(contract\/(consumer-frames|bounded-json|validation|primitives)|monitor\/lists\/|settings\/|headless\/settings)/

const words = [
  '"',
  '""',
  '\\u0000',
  '\\ud800',
  '\ufeff',
  '\r\n',
  '\n',
  '\t',
  ',',
  ';',
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  '&a ',
  '*a',
  '<<: ',
  '!!',
  '? ',
  '|\n',
  '>',
  '%',
  '#',
  ' #',
  '---\n',
  '...',
  '1e999',
  '-0',
  'NaN',
  'null',
  'true',
  '__proto__',
  'é',
  '💥',
  '\u2028',
  '\u0000',
  'target',
  'priority',
  'high',
  '60s',
  '1GiB',
  'type',
  'register',
]

function mutated(random: Random, corpus: readonly Buffer[]): Buffer {
  const base = pick(random, corpus)
  switch (Math.floor(random() * 6)) {
    case 0:
    case 1: {
      const parsed = jsonOf(base)
      if (parsed !== undefined) return Buffer.from(mutatedJson(random, parsed))
      return Buffer.from(mutatedText(random, base.toString('utf8')))
    }
    case 2: {
      const at = Math.floor(random() * (base.length + 1))
      return Buffer.concat([base.subarray(0, at), Buffer.from(pick(random, words)), base.subarray(at)])
    }
    case 3: {
      const other = pick(random, corpus)
      return Buffer.concat([base.subarray(0, random() * base.length), other.subarray(random() * other.length)])
    }
    case 4: {
      const bytes = Buffer.from(base)
      for (let count = 0; count < 1 + random() * 4; count++) bytes[Math.floor(random() * bytes.length)] = random() * 256
      return bytes
    }
    default: {
      const from = Math.floor(random() * base.length)
      const piece = base.subarray(from, from + 1 + random() * 16)
      return Buffer.concat([
        base.subarray(0, from),
        ...Array.from({ length: 1 + random() * 20 }, () => piece),
        base.subarray(from),
      ])
    }
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const { seed, times, corpusFile, isKept } = workerData as FuzzData
const random = seededRandom(seed)
const known = JSON.parse(readFileSync(corpusFile, 'utf8')) as Corpus
const corpora = new Map<Reader, Buffer[]>(
  readers.map((reader) => [
    reader,
    [...reader.seeds, ...(known[reader.name] ?? [])].map((text) => Buffer.from(text, 'latin1')),
  ]),
)
const coverage = new Coverage((url) => files.test(url) && !url.includes('.test.'))
const findings: string[] = []
let [tried, failed, longestMs] = [0, 0, 0]

function feed(reader: Reader, input: Buffer): void {
  tried++
  const startedAt = performance.now()
  try {
    reader.read(input, random())
  } catch (error) {
    failed++
    const shown = JSON.stringify(input.subarray(0, 200).toString('latin1'))
    if (findings.length < 12) findings.push(`${reader.name} of ${shown}: ${String(error).slice(0, 300)}`)
  }
  let took = performance.now() - startedAt
  // Another process may have had the processor: what takes long takes long again.
  for (let again = 0; again < 3 && took > MAX_READ_MS; again++) took = Math.min(took, timed(reader, input))
  longestMs = Math.max(longestMs, took)
  if (took > MAX_READ_MS && findings.length < 12) {
    findings.push(
      `${reader.name} took ${Math.round(took)} ms for ${JSON.stringify(input.subarray(0, 100).toString('latin1'))}`,
    )
  }
}

for (const [reader, corpus] of corpora) for (const input of corpus) feed(reader, input)
coverage.take()
const first = coverage.size
while (tried < times) {
  const reader = pick(random, readers)
  const corpus = corpora.get(reader)!
  const inputs = Array.from({ length: BATCH }, () => mutated(random, corpus).subarray(0, MAX_INPUT_BYTES))
  for (const input of inputs) feed(reader, input)
  const place = coverage.take()
  if (place) corpus.push(whoReached(place, reader, inputs))
}

/** Which of these inputs went there: halved again and again, for a look at the coverage takes longer than most reading. */
function whoReached(place: Place, reader: Reader, inputs: readonly Buffer[]): Buffer {
  let suspects = inputs
  while (suspects.length > 1) {
    const half = suspects.slice(0, suspects.length >> 1)
    coverage.take()
    for (const input of half) read(reader, input)
    suspects = coverage.hasReached(place) ? half : suspects.slice(half.length)
  }
  return suspects[0]!
}

function timed(reader: Reader, input: Buffer): number {
  const startedAt = performance.now()
  read(reader, input)
  return performance.now() - startedAt
}

/** As it was read before; what is wrong with it has been found already. */
function read(reader: Reader, input: Buffer): void {
  try {
    reader.read(input, 0.5)
  } catch {
    // Known.
  }
}

coverage.close()
const corpus = readers.map((reader) => {
  const fresh = corpora
    .get(reader)!
    .slice(reader.seeds.length)
    .map((input) => input.toString('latin1'))
  const kept = fresh.toSorted((a, b) => a.length - b.length).slice(0, MAX_KEPT)
  return [reader.name, kept] as const
})
if (isKept) writeFileSync(corpusFile, `${JSON.stringify(Object.fromEntries(corpus), null, 2)}\n`)
parentPort!.postMessage({
  tried,
  failed,
  findings,
  corpus: corpus.map(([name, kept]) => [name, kept.length] as const),
  reached: [first, coverage.size],
  longestMs,
} satisfies FuzzReport)
