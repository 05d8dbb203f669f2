import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { Compile, type Validator } from 'typebox/compile'
import type { TSchema } from 'typebox'
import type { Complaint } from '../contract/errors.ts'
import type { Phrase } from '../contract/phrase.ts'
import { fault, refusal } from '../contract/refusal.ts'
import {
  channelDefinition,
  type ChannelDefinition,
  channelKinds,
  type ChannelKind,
  secretFields,
} from '../contract/resources/channel.ts'
import { complaintsOf } from '../contract/validation.ts'
import type { GivenChannel } from '../monitor/channels/given-channel.ts'

/** Beside the sources the one key of the file that is no setting. */
export const CHANNELS_KEY = 'channels'

/** Stands for what a variable will hold: any address and any text may. */
const PLACEHOLDER = 'https://variable.invalid/'
const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

const validators = Object.fromEntries(
  (channelDefinition as unknown as { anyOf: (TSchema & { properties: { kind: { const: string } } })[] }).anyOf.map(
    (schema) => [schema.properties.kind.const, Compile(schema)],
  ),
) as Readonly<Record<ChannelKind, Validator>>

/**
 * `[CN-1]` The channels of a settings file: `channels: {ops: {kind: slack, url: …}}`, by name. A secret may be the name of a
 * variable of the environment: `{variable: SLACK_URL}`. What they hold is never said where one is wrong.
 * @param file what it is called where it is wrong
 * @throws {BatchdeckError} `INVALID_SETTING`, a line for each fault with the file and its line
 */
export function parseChannels(text: string, file: string): GivenChannel[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // What is no YAML is said where the settings are read.
  if (document.errors.length > 0 || !isMap(document.contents)) return []
  const entry = document.contents.items.find(({ key }) => nameOf(key) === CHANNELS_KEY)
  if (!entry || entry.value === null || (isScalar(entry.value) && entry.value.value === null)) return []
  const place = (node: unknown) => `${file}, line ${lines.linePos((node as Node | null)?.range?.[0] ?? 0).line}`
  if (!isMap(entry.value)) {
    throw refusal('settings_invalid', {
      faults: [fault('fault_at', { fault: fault('channels_not_map'), place: place(entry.key) })],
    })
  }
  const faults: Phrase[] = []
  const given: GivenChannel[] = []
  for (const { key, value } of entry.value.items) {
    const channel = nameOf(key)
    const complain = (complaints: readonly Complaint[]): void => {
      for (const { path, complaint = 'otherwise_wrong', values = {} } of complaints) {
        const [, first] = path.split('/')
        const items = isMap(value) ? value.items : []
        const at = items.find((pair) => plain(nameOf(pair.key)) === first)?.key ?? key
        const wrong = { key: 'at_place', values: { place: path, fault: { key: complaint, values } } }
        faults.push(
          fault('fault_at', { fault: fault('channel_given_wrong', { channel, fault: wrong }), place: place(at) }),
        )
      }
    }
    const read = isMap(value) ? channelOf(channel, value.toJS(document) as Fields) : null
    if (!read) {
      complain([{ path: '/', reason: '', complaint: 'of_other_type', values: { type: 'object' } }])
    } else if (read.kind === undefined) {
      complain([{ path: '/kind', reason: '', complaint: 'not_one_of', values: { choices: channelKinds.join(', ') } }])
    } else if (!validators[read.kind].Check(read.definition)) {
      complain(complaintsOf(validators[read.kind], read.definition))
    } else given.push({ definition: read.definition as ChannelDefinition, variables: read.variables })
  }
  if (faults.length > 0) throw refusal('settings_invalid', { faults })
  return given
}

type Fields = Readonly<Record<string, unknown>>

/** With names as the contract has them, and what variables will hold as a placeholder. */
function channelOf(name: string, given: Fields) {
  const fields = renamed(given)
  const kind = channelKinds.find((one) => one === fields['kind'])
  const variables: Record<string, string> = {}
  const definition: Record<string, unknown> = { ...fields, name }
  for (const field of kind === undefined ? [] : secretFields[kind]) {
    const value = fields[field]
    const variable = variableOf(value)
    if (variable !== null) {
      variables[field] = variable
      definition[field] = PLACEHOLDER
    } else if (field === 'headers' && typeof value === 'object' && value !== null) {
      definition[field] = Object.fromEntries(
        Object.entries(value).map(([header, content]: [string, unknown]) => {
          const named = variableOf(content)
          if (named !== null) variables[`headers/${header}`] = named
          return [header, named === null ? content : PLACEHOLDER]
        }),
      )
    }
  }
  return { kind, definition, variables }
}

function variableOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'variable') return null
  const { variable } = value as { readonly variable: unknown }
  return typeof variable === 'string' && variableName.test(variable) ? variable : null
}

/** Names with dashes or underscores; those of headers are their own. */
function renamed(given: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const isPart = name !== 'headers' && typeof value === 'object' && value !== null && !Array.isArray(value)
      return [plain(name), isPart ? renamed(value as Fields) : value]
    }),
  )
}

function plain(name: string): string {
  return name.replaceAll('-', '_')
}

function nameOf(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key)
}
