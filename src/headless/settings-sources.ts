import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { Compile, type Validator } from 'typebox/compile'
import type { Complaint } from '../contract/errors.ts'
import type { Phrase } from '../contract/phrase.ts'
import { fault, refusal } from '../contract/refusal.ts'
import {
  commandSource,
  fileSource,
  type SourceDefinition,
  type SourceKind,
  sourceKinds,
  sqlSource,
  urlSource,
} from '../contract/resources/source.ts'
import { complaintsOf } from '../contract/validation.ts'
import type { GivenSource } from '../monitor/sources/given-source.ts'
import { parseValue } from '../settings/setting-value.ts'

/** The one key of the file that is no setting. */
export const SOURCES_KEY = 'sources'

const validators: Readonly<Record<SourceKind, Validator>> = {
  file: Compile(fileSource),
  url: Compile(urlSource),
  sql: Compile(sqlSource),
  command: Compile(commandSource),
}

/** Times are given with a unit, as everywhere in the file. */
export const durations = ['interval', 'jitter', 'timeout'] as const
const anyDuration = { kind: 'duration', min: 0, max: Number.MAX_SAFE_INTEGER, default: null, meaning: '' } as const

/**
 * `[SO-3]` The sources of a settings file: `sources: {1: {kind: url, url: …}}`, by number or name of their task. What they
 * hold is never said where one is wrong: it may be a secret.
 * @param file what it is called where it is wrong
 * @throws {BatchdeckError} `INVALID_SETTING`, a line for each fault with the file and its line
 */
export function parseSources(text: string, file: string): GivenSource[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // What is no YAML is said where the settings are read.
  if (document.errors.length > 0 || !isMap(document.contents)) return []
  const entry = document.contents.items.find(({ key }) => nameOf(key) === SOURCES_KEY)
  if (!entry || entry.value === null || (isScalar(entry.value) && entry.value.value === null)) return []
  const place = (node: unknown) => `${file}, line ${lines.linePos((node as Node | null)?.range?.[0] ?? 0).line}`
  if (!isMap(entry.value))
    throw refusal('settings_invalid', {
      faults: [fault('fault_at', { fault: fault('sources_not_map'), place: place(entry.key) })],
    })

  const faults: Phrase[] = []
  const given: GivenSource[] = []
  for (const { key, value } of entry.value.items) {
    const task = nameOf(key)
    const complain = (complaints: readonly Complaint[], pairs: readonly Pair[]) => {
      for (const { path, complaint = 'otherwise_wrong', values = {} } of complaints) {
        const [, first] = path.split('/')
        const at = pairs.find((pair) => nameOf(pair.key).replaceAll('-', '_') === first)?.key ?? key
        const wrong = { key: 'at_place', values: { place: path, fault: { key: complaint, values } } }
        faults.push(fault('fault_at', { fault: fault('source_given_wrong', { task, fault: wrong }), place: place(at) }))
      }
    }
    if (!isMap(value)) {
      complain([{ path: '/', reason: '', complaint: 'of_other_type', values: { type: 'object' } }], [])
      continue
    }
    const definition = definitionOf(value.toJS(document) as object)
    const kind = sourceKinds.find((one) => one === definition['kind'])
    if (kind === undefined) {
      complain(
        [{ path: '/kind', reason: '', complaint: 'not_one_of', values: { choices: sourceKinds.join(', ') } }],
        value.items,
      )
    } else if (validators[kind].Check(definition)) given.push({ task, definition: definition as SourceDefinition })
    else complain(complaintsOf(validators[kind], definition), value.items)
  }
  if (faults.length > 0) throw refusal('settings_invalid', { faults })
  return given
}

/** Names with dashes or underscores; times as numbers. */
function definitionOf(given: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, unknown]) => {
      const own = name.replaceAll('-', '_')
      const isDuration = durations.some((one) => one === own)
      return [own, isDuration ? (parseValue(anyDuration, value) ?? value) : value]
    }),
  )
}

function nameOf(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key)
}
