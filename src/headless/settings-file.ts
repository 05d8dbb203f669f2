import { readFileSync } from 'node:fs'
import { type Document, isAlias, isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Phrase } from '../contract/phrase.ts'
import { fault, refusal } from '../contract/refusal.ts'
import type { GivenSource } from '../monitor/sources/given-source.ts'
import type { GivenChannel } from '../monitor/channels/given-channel.ts'
import { CHANNELS_KEY, parseChannels } from './settings-channels.ts'
import { parseSources, SOURCES_KEY } from './settings-sources.ts'
import { type GivenSetting, isSettingName, settingsTable } from '../settings/settings.ts'

/** Parts of the longest names; what goes on below is no setting, and may go on for ever where an alias names itself. */
const MAX_NAME_PARTS = 4

const reasons = {
  ENOENT: 'settings_file_missing',
  EACCES: 'settings_file_forbidden',
  EISDIR: 'settings_file_is_folder',
} as const

/** @throws {BatchdeckError} `INVALID_SETTING` where it cannot be read; otherwise as {@link parseSettings} */
export function readSettingsFile(file: string): GivenSetting[] {
  return parseSettings(textOf(file), file)
}

/** `[SO-3]` The sources of a settings file. @throws {BatchdeckError} `INVALID_SETTING` */
export function readSources(file: string): GivenSource[] {
  return parseSources(textOf(file), file)
}

/** `[CN-1]` The channels of a settings file. @throws {BatchdeckError} `INVALID_SETTING` */
export function readChannels(file: string): GivenChannel[] {
  return parseChannels(textOf(file), file)
}

function textOf(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (Object.hasOwn(reasons, code)) throw refusal(reasons[code as keyof typeof reasons], { file }, { cause: error })
    throw refusal('settings_file_unreadable', { file, detail: message }, { cause: error })
  }
  return bytes.toString('utf8')
}

/**
 * The settings of a YAML text, nested or with dots in their names: `monitor: {batch: {batch-size: 50}}` is
 * `monitor.batch.batch-size: 50`.
 * @param file what it is called where it is wrong
 * @throws {BatchdeckError} `INVALID_SETTING`, a line for each fault with the file and its line
 */
export function parseSettings(text: string, file: string): GivenSetting[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset = 0) => `${file}, line ${lines.linePos(offset).line}`
  const broken = [...document.errors, ...document.warnings].map(({ message: detail, pos: [at] }) => {
    const { line, col: column } = lines.linePos(at)
    return fault('yaml_wrong', { file, line, column, detail })
  })
  if (broken.length > 0) throw refusal('settings_invalid', { faults: broken })
  const given: GivenSetting[] = []
  const faults: Phrase[] = []
  if (isMap(document.contents)) walk(document.contents, '')
  else if (document.contents !== null) faults.push(fault('yaml_has_no_names', { file, line: lines.linePos(0).line }))
  if (faults.length > 0) throw refusal('settings_invalid', { faults })
  return given

  function walk(node: unknown, path: string, at?: number): void {
    if (isAlias(node)) walk(node.resolve(document), path, at)
    else if (isMap(node) && !isSettingName(path) && path.split('.').length < MAX_NAME_PARTS) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? (key.source ?? String(key.value)) : String(key)
        // They are read by themselves.
        if (path === '' && (name === SOURCES_KEY || name === CHANNELS_KEY)) continue
        walk(value, path === '' ? name : `${path}.${name}`, isScalar(key) ? key.range?.[0] : at)
      }
    } else if (!isEmptySection(node, path)) addSetting(node, path, place(at))
  }

  function addSetting(node: unknown, name: string, where: string): void {
    const before = given.find((setting) => setting.name === name)
    if (before) {
      const earlier = before.source.place ?? ''
      faults.push(fault('setting_given_twice', { setting: name, place: where, earlier_place: earlier }))
    }
    given.push({ name, value: valueOf(node, document), source: { kind: 'file', place: where } })
  }
}

/** `monitor:` with nothing below it, for example where all lines are comments. */
function isEmptySection(node: unknown, path: string): boolean {
  const isEmpty = node === null || (isScalar(node) && node.value === null)
  return isEmpty && Object.keys(settingsTable).some((name) => name.startsWith(`${path}.`))
}

/** Numbers as they are written: a token `0123` is no 123. Nothing is an empty text, which no setting takes. */
function valueOf(node: unknown, document: Document): unknown {
  if (isScalar(node)) return typeof node.value === 'number' ? node.source : (node.value ?? '')
  return isCollection(node) ? node.toJS(document) : ''
}
