import { inEnglish } from '../contract/refusal.ts'
import { channelKinds } from '../contract/resources/channel.ts'
import { sourceKinds } from '../contract/resources/source.ts'
import { allowedValues, formatValue, type SettingRow, settingUnits } from './setting-value.ts'
import { settingsTable } from './settings.ts'

type Schema = Readonly<Record<string, unknown>>

/** `docs/settings.schema.json`: the YAML file as JSON Schema, with which editors complete and check it. */
export function settingsSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Batchdeck settings',
    ...withChannels(withSources(branch(Object.entries(settingsTable)))),
  }
}

/** Beside the channels the one key that is no setting: docs/sources.md says what each kind takes. */
function withSources({ properties, ...schema }: Schema): Schema {
  const kind = { enum: sourceKinds, description: 'What it reads.' }
  const source = { type: 'object', required: ['kind'], properties: { kind } }
  const description =
    'From where tasks take their targets by themselves, by number or name of the task: docs/sources.md.'
  const sources = { description, type: ['object', 'null'], additionalProperties: source }
  return { ...schema, properties: { ...(properties as object), sources } }
}

/** docs/channels.md says what each kind takes. */
function withChannels({ properties, ...schema }: Schema): Schema {
  const kind = { enum: channelKinds, description: 'What takes the messages.' }
  const channel = { type: 'object', required: ['kind'], properties: { kind } }
  const description = 'Where alerts go when nobody looks, by name: docs/channels.md.'
  const channels = { description, type: ['object', 'null'], additionalProperties: channel }
  return { ...schema, properties: { ...(properties as object), channels } }
}

/** All ways to write these names: nested, with dots, or partly so. */
function branch(rows: readonly (readonly [string, SettingRow])[]): Schema {
  const properties: Record<string, Schema> = {}
  const below = new Map<string, [string, SettingRow][]>()
  for (const [name, row] of rows) {
    properties[name] = leaf(row)
    const parts = name.split('.')
    for (let i = 1; i < parts.length; i++) {
      const start = parts.slice(0, i).join('.')
      const rest = parts.slice(i).join('.')
      below.set(start, [...(below.get(start) ?? []), [rest, row]])
    }
  }
  for (const [start, rest] of below) properties[start] = branch(rest)
  return { type: ['object', 'null'], additionalProperties: false, properties }
}

function leaf(row: SettingRow): Schema {
  const usual = row.default === null ? '' : ` Default: ${formatValue(row, row.default)}.`
  const description = `${row.meaning} Give ${inEnglish(allowedValues(row))}.${usual}`
  const described = row.default === null ? { description } : { description, default: formatDefault(row) }
  switch (row.kind) {
    case 'text':
      return { ...described, type: ['string', 'number'], minLength: 1 }
    case 'choice':
      return { ...described, enum: row.choices }
    case 'integer':
      return { ...described, type: 'integer', minimum: row.min, maximum: row.max }
    case 'bytes':
    case 'duration': {
      const units = Object.keys(settingUnits[row.kind]).join('|')
      const number = { type: 'integer', minimum: row.min, maximum: row.max }
      return { ...described, anyOf: [{ type: 'string', pattern: `^\\d+(\\.\\d+)?\\s*(${units})$` }, number] }
    }
  }
}

function formatDefault(row: SettingRow): string | number | null {
  return row.kind === 'integer' || row.default === null ? row.default : formatValue(row, row.default)
}
