import type { Phrase } from '../contract/phrase.ts'
import { fault } from '../contract/refusal.ts'
import { readText, type TextForm } from './text-forms.ts'

type Kind =
  | { kind: 'text'; secret?: boolean; form?: TextForm }
  | { kind: 'integer' | 'bytes' | 'duration'; min: number; max: number }
  | { kind: 'choice'; choices: readonly string[] }

/** A row of the settings table. `default: null` means "not set"; durations are ms, sizes are bytes. */
export type SettingRow = Kind & { default: string | number | null; meaning: string }

type NumberKind = 'integer' | 'bytes' | 'duration'

/** What a number may be followed by; without a unit it is in the first of these. */
export const settingUnits = {
  duration: { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
  bytes: { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
} as const

/** The value a setting has when it is given so; null where that is not allowed. */
export function parseValue(row: SettingRow, given: unknown): string | number | null {
  if (typeof given !== 'number' && typeof given !== 'string') return null
  const text = String(given).trim()
  if (row.kind === 'text') {
    if (text === '') return null
    return row.form === undefined ? text : readText(row.form, text)
  }
  if (row.kind === 'choice') return row.choices.includes(text) ? text : null
  const value = parseNumber(text, row.kind)
  return value !== null && value >= row.min && value <= row.max ? value : null
}

const allowedTexts: Readonly<Record<TextForm | 'any', Phrase>> = {
  any: fault('allowed_text'),
  hosts: fault('allowed_hosts'),
  addresses: fault('allowed_addresses'),
  path: fault('allowed_path'),
  file: fault('allowed_file'),
  url: fault('allowed_url'),
}

/** What {@link parseValue} takes: `100ms to 1h`. */
export function allowedValues(row: SettingRow): Phrase {
  if (row.kind === 'text') return allowedTexts[row.form ?? 'any']
  if (row.kind === 'choice') return fault('allowed_choice', { choices: row.choices.join(', ') })
  return fault('allowed_range', { least: formatNumber(row.min, row.kind), most: formatNumber(row.max, row.kind) })
}

/** A value as it is given in a file or a flag, in the unit that reads best: `90s`, `4MiB`. */
export function formatValue({ kind }: Pick<SettingRow, 'kind'>, value: string | number): string {
  return typeof value === 'string' || kind === 'text' || kind === 'choice' ? String(value) : formatNumber(value, kind)
}

function parseNumber(text: string, kind: NumberKind): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text)
  if (!match) return null
  const [, digits = '', unit = ''] = match
  if (kind === 'integer') return unit === '' && /^\d+$/.test(digits) ? Number(digits) : null
  const units: Readonly<Record<string, number>> = settingUnits[kind]
  const factor =
    unit === '' ? 1 : Object.entries(units).find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1]
  return factor === undefined ? null : Math.round(Number(digits) * factor)
}

/** A number in the largest unit that divides it. */
export function formatNumber(value: number, kind: NumberKind): string {
  if (kind === 'integer' || value === 0) return String(value)
  const units = Object.entries(settingUnits[kind]).toReversed()
  const [unit, factor] = units.find(([, size]) => value % size === 0) ?? ['', 1]
  return `${value / factor}${unit}`
}
