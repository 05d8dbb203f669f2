/** The monitors that the desktop app knows and watches, as page and app speak of them. A token goes to the app only, never back. */
import { Type, type TSchema } from 'typebox'
import type { ConnectionProblem, RemoteFinding } from './connection-problem.ts'
import type { Severity } from './resources/alert.ts'
import type { ConsumerResource } from './resources/consumer.ts'

/** So many monitors can be known, and of these so many watched, beside the app's own. */
export const MAX_KNOWN_MONITORS = 50
export const MAX_WATCHED_MONITORS = 16

/** In characters. */
export const MAX_MONITOR_NAME_LENGTH = 60
/** A file of connections is no longer, in characters. */
export const MAX_CONNECTIONS_FILE_LENGTH = 256 * 1024

/** What tells a monitor from the others: its address, and by which way it is reached; null is the app's own. */
export type MonitorId = string | null

/**
 * `live`: what is known of it is the present. `connecting`: nothing has come yet. `lost`: it is not reached, and tried again.
 * `held`: it was refused in a way that trying again would not change, so it waits until somebody asks. `off`: nobody looks.
 */
export type MonitorStanding = 'live' | 'connecting' | 'lost' | 'held' | 'off'

/** The fleet of a monitor at a glance, as its own console counts it (UI-10). */
export interface MonitorFigures {
  /** 0–1; null without any target. */
  readonly coverage: number | null
  readonly consumers: Readonly<Record<ConsumerResource['state'], number>>
  /** Alerts that need somebody. */
  readonly problems: Readonly<Record<Severity, number>>
}

/** `[DT-19]` How a monitor is. */
export interface MonitorHealth {
  readonly standing: MonitorStanding
  /** Why it is not live, where that is known. */
  readonly problem: ConnectionProblem | null
  /** When it was last heard, where it is live no more, ms; null where it is, or never was. */
  readonly seen_at: number | null
  /** As of then. Null before it was heard. */
  readonly figures: MonitorFigures | null
}

/** A monitor that the app can show. */
export interface KnownMonitor {
  readonly id: MonitorId
  /** What its operator calls it; null where it has no name of its own. */
  readonly name: string | null
  /** As seen from the SSH host, where it is reached through one. */
  readonly url: string
  /** `ops@bastion.example:2222`; null where it is reached directly. */
  readonly ssh: string | null
  /** Whether its alerts are notified while another one is shown. */
  readonly watch: boolean
  /** Whether its token is kept, so that it need not be given again. */
  readonly has_token: boolean
  readonly health: MonitorHealth
}

/** What is wrong with one connection of a file. */
export const connectionEntryFaults = ['shape', 'address', 'secret', 'ssh', 'name'] as const
export type ConnectionEntryFault = (typeof connectionEntryFaults)[number]

/** What is wrong with a file of connections as a whole. */
export const connectionFileFaults = ['no_json', 'no_connections', 'newer', 'too_many'] as const
export type ConnectionFileFault = (typeof connectionFileFaults)[number]

/** A connection as a file holds it: no token, nor anything else that is secret. */
export interface Connection {
  readonly name: string | null
  readonly url: string
  readonly ssh: string | null
}

/** `[DT-21]` What a file of connections would change, or has changed. */
export type ImportFinding =
  | {
      readonly ok: true
      readonly added: readonly Connection[]
      /** Those that are known, and get another name. */
      readonly renamed: readonly { readonly connection: Connection; readonly before: string | null }[]
      /** Those that are known as they are. */
      readonly unchanged: number
    }
  | { readonly ok: false; readonly fault: ConnectionFileFault }
  /** The first of those that cannot be taken, by their number in the file, from 1: then none is. */
  | {
      readonly ok: false
      readonly entries: readonly { readonly entry: number; readonly fault: ConnectionEntryFault }[]
    }

/** Where another monitor is, and the token for it; without one the kept one is used. */
const remote = {
  url: Type.String({ maxLength: 2048 }),
  ssh: Type.Optional(Type.String({ maxLength: 512 })),
  token: Type.Optional(Type.String({ maxLength: 4096 })),
}
const id = Type.String({ maxLength: 4096 })
const name = Type.Union([Type.String({ maxLength: MAX_MONITOR_NAME_LENGTH }), Type.Null()])

/** What the page can ask of the app about monitors. */
export const monitorRequests = {
  'monitor.test': Type.Object(remote),
  /** Tests a monitor, remembers it and shows it. */
  'monitor.attach': Type.Object({ ...remote, name: Type.Optional(name) }),
  /** Shows one that is known. */
  'monitor.show': Type.Object({ id: Type.Union([id, Type.Null()]) }),
  /** Takes a monitor, and its token, out of the known ones. Where it is shown, the app's own is from then on. */
  'monitor.forget': Type.Object({ id }),
  'monitor.change': Type.Object({ id, name: Type.Optional(name), watch: Type.Optional(Type.Boolean()) }),
  /** Tries one that is held, or away, at once. */
  'monitor.retry': Type.Object({ id }),
  'monitor.export': Type.Object({}),
  /** @param apply whether it is done; otherwise only what it would do is said */
  'monitor.import': Type.Object({
    text: Type.String({ maxLength: MAX_CONNECTIONS_FILE_LENGTH }),
    apply: Type.Boolean(),
  }),
} as const satisfies Record<string, TSchema>

export interface MonitorResults {
  'monitor.test': RemoteFinding
  /** The page is loaded anew where it is attached. */
  'monitor.attach': RemoteFinding
  'monitor.show': null
  'monitor.forget': null
  'monitor.change': null
  'monitor.retry': null
  /** The text of the file. */
  'monitor.export': { readonly text: string; readonly connections: number }
  'monitor.import': ImportFinding
}
