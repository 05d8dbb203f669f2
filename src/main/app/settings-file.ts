import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { closeChoices } from '../../contract/desktop-bridge.ts'
import { updateChannels } from '../../contract/desktop-update.ts'
import { isConnection } from '../remote/connections-file.ts'
import { USUAL_ZOOM, zoomLevels } from '../../contract/desktop-native.ts'

const connectionSchema = Type.Object({
  /** What its operator calls it. */
  name: Type.Union([Type.String(), Type.Null()]),
  /** As seen from the SSH host, where it is reached through one. */
  url: Type.String(),
  ssh: Type.Union([Type.String(), Type.Null()]),
  /** Whether it is watched while another one is shown. */
  watch: Type.Boolean(),
  /** Encrypted by the system, in base64. */
  token: Type.Union([Type.String(), Type.Null()]),
})

/** Another monitor, as it is kept. */
export type KeptConnection = Static<typeof connectionSchema>

const schema = Type.Object({
  close: Type.Enum([...closeChoices]),
  notify: Type.Object({
    consumer_lost: Type.Boolean(),
    mass_loss: Type.Boolean(),
    rollout_stuck: Type.Boolean(),
    coverage: Type.Boolean(),
  }),
  /** Where the app looks for updates, and whether by itself. */
  update: Type.Object({ channel: Type.Enum([...updateChannels]), automatic: Type.Boolean() }),
  /** How large the page is shown, percent. */
  zoom: Type.Enum([...zoomLevels]),
  /** What the page speaks; null before it has said so. */
  language: Type.Union([Type.Enum(['en', 'zh']), Type.Null()]),
  /** The monitor the window was attached to at the end; null is the app's own. */
  attached: Type.Union([Type.String(), Type.Null()]),
  /** The other monitors that are known, the last used first. */
  connections: Type.Array(connectionSchema),
  /** Of the app's own monitor, chosen instead of the usual one; null is that. */
  port: Type.Union([Type.Integer({ minimum: 1, maximum: 65_535 }), Type.Null()]),
  /** Where the app's own monitor keeps its data; null is the folder of the app. */
  dataFolder: Type.Union([Type.String(), Type.Null()]),
  /** A folder on the network that the operator has been warned of, and wants all the same. */
  acceptedShare: Type.Union([Type.String(), Type.Null()]),
})

export type DesktopSettings = Static<typeof schema>

export const usualSettings: DesktopSettings = {
  close: 'ask',
  notify: { consumer_lost: true, mass_loss: true, rollout_stuck: true, coverage: true },
  update: { channel: 'stable', automatic: true },
  zoom: USUAL_ZOOM,
  language: null,
  attached: null,
  connections: [],
  port: null,
  dataFolder: null,
  acceptedShare: null,
}

/**
 * What the desktop app keeps in its folder. What cannot be right is as usual, and costs nothing else: a newer version, which was
 * taken back, may know more choices. A file that cannot be read at all is put aside, because it may hold the only list of monitors.
 */
export function readSettings(file: string): DesktopSettings {
  const { recent, ...found } = objectIn(file)
  const { properties } = schema
  const settings = goodFields(properties, usualSettings, found)
  return {
    ...found,
    ...settings,
    notify: goodFields(properties.notify.properties, usualSettings.notify, found['notify']),
    update: goodFields(properties.update.properties, usualSettings.update, found['update']),
    connections: connectionsOf(found['connections'] ?? recent),
  }
}

function objectIn(file: string): Record<string, unknown> {
  try {
    const text = readFileSync(file, 'utf8')
    // The power went before it was written.
    if (text === '') return {}
    const found: unknown = JSON.parse(text)
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return { ...found }
    throw new Error('it holds no settings')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') putAside(file, error)
    return {}
  }
}

function putAside(file: string, error: unknown): void {
  const aside = file.replace(/\.json$/, '.damaged.json')
  console.error(`The settings of the desktop could not be read, and are in ${aside} from now on: ${String(error)}`)
  try {
    renameSync(file, aside)
  } catch {
    // Then nothing is written over it either.
  }
}

/** Each field as it was found where that is what it can be, and else as usual. */
function goodFields<T extends object>(types: { readonly [K in keyof T]: TSchema }, usual: T, found: unknown): T {
  const given = (typeof found === 'object' && found !== null ? found : {}) as Partial<T>
  const names = Object.keys(usual) as (keyof T)[]
  return Object.fromEntries(
    names.map((name) => [name, Check(types[name], given[name]) ? given[name] : usual[name]]),
  ) as T
}

/**
 * Those that can be read: a single bad one costs no others. A version before kept address and token only, as `recent`; what
 * needs a token that is not kept is tried once, and then waits.
 */
function connectionsOf(found: unknown): KeptConnection[] {
  if (!Array.isArray(found)) return []
  const kept: unknown[] = found.map((one: object | null) => ({
    name: null,
    ssh: null,
    watch: true,
    token: null,
    ...one,
  }))
  return kept.filter((one): one is KeptConnection => Check(connectionSchema, one) && isConnection(one))
}

/**
 * Whole or not at all, and for this user only: who reads it learns which monitors there are.
 * @returns whether they are kept
 */
export function writeSettings(file: string, settings: DesktopSettings): boolean {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(settings, null, 2), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
    return true
  } catch (error) {
    console.error(`The settings of the desktop could not be kept: ${String(error)}`)
    return false
  }
}
