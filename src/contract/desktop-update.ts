/** What the page and the app say to each other of updates of the app (DT-10, DT-11). */
import { Type, type TSchema } from 'typebox'

export const updateChannels = ['stable', 'beta'] as const
export type UpdateChannel = (typeof updateChannels)[number]

/** Why a copy of the app does not look for updates at all. */
export const updatesOff = ['unpackaged', 'no_source', 'no_key', 'store'] as const
export type UpdatesOff = (typeof updatesOff)[number]

/** Why an update was not found, loaded or installed. */
export const updateFaults = [
  /** Nobody answers there, or no longer. */
  'unreachable',
  /** It answers, with an error. */
  'refused',
  /** There is no list of releases for this system. */
  'absent',
  /** The list of releases is not signed, or by somebody else. */
  'unsigned',
  'signed_otherwise',
  /** It is signed, and older than one that was seen before. */
  'replayed',
  /** It is signed, and not what it must be. */
  'unreadable',
  /** What was downloaded is not what was signed. */
  'damaged',
  /** Nothing came for a while, or less than there is. */
  'cut_off',
  'disk_full',
  /** The folder of the app, or of the download, may not be written. */
  'unwritable',
  /** Windows does not know its publisher. */
  'publisher',
  'install',
] as const
export type UpdateFault = (typeof updateFaults)[number]

/** A piece of the notes of a release: text, and nothing that acts. */
export interface NotePiece {
  readonly kind: 'heading' | 'text' | 'item' | 'code'
  readonly text: string
}

/** A version that can be had. */
export interface Release {
  readonly version: string
  /** When it was made, ms. */
  readonly released_at: number
  readonly notes: readonly NotePiece[]
  /** How it gets here: the app loads and installs it, or a person does, by this command or from this address. */
  readonly by:
    | { readonly kind: 'app' }
    | { readonly kind: 'hand'; readonly url: string; readonly command: string | null }
}

/** What an update waits for: consumers are about to be told, or a list is on its way into a task. */
export interface WorkUnderWay {
  readonly kind: 'rollout' | 'import'
  /** Its name; empty where an import makes it. */
  readonly task: string
  /** Of the rollout. */
  readonly epoch: number | null
}

/** How far an update is. */
export type UpdateStage =
  | { readonly is: 'off'; readonly why: UpdatesOff }
  | { readonly is: 'idle' }
  | { readonly is: 'checking' }
  | { readonly is: 'up_to_date' }
  | { readonly is: 'available'; readonly release: Release }
  /** Bytes; `total` is null where nobody said. */
  | { readonly is: 'downloading'; readonly release: Release; readonly received: number; readonly total: number | null }
  /** `later`: it was put off, and comes when the app quits. */
  | { readonly is: 'ready'; readonly release: Release; readonly later: boolean }
  | { readonly is: 'postponed'; readonly release: Release; readonly later: boolean; readonly work: WorkUnderWay }
  | { readonly is: 'installing'; readonly release: Release }
  | {
      readonly is: 'failed'
      readonly fault: UpdateFault
      /** The machine's own word, as a code of the system or of HTTP; may be empty. */
      readonly detail: string
    }

/** A version that did not start, and the one that is back in its place. */
export interface VersionPutBack {
  readonly from: string
  readonly to: string
  readonly at: number
}

export interface UpdateState {
  /** Of the app that runs. */
  readonly version: string
  readonly channel: UpdateChannel
  /** Whether it looks for updates by itself, and loads them. */
  readonly automatic: boolean
  /** When it last looked and got an answer, ms; null where it never did. */
  readonly checked_at: number | null
  readonly stage: UpdateStage
  readonly put_back: VersionPutBack | null
  /** Whether quitting is enough to install it; elsewhere it takes a restart. */
  readonly on_quit: boolean
}

/** What the page can ask for. What follows from it comes as an event. */
export const updateRequests = {
  'update.check': Type.Object({}),
  'update.download': Type.Object({}),
  /** Ends the app, installs, and starts it again. */
  'update.install': Type.Object({}),
  /** No more is said of it; it is installed when the app quits. */
  'update.later': Type.Object({}),
  'update.change': Type.Object(
    { channel: Type.Optional(Type.Enum([...updateChannels])), automatic: Type.Optional(Type.Boolean()) },
    { additionalProperties: false },
  ),
} as const satisfies Record<string, TSchema>

export interface UpdateResults {
  'update.check': null
  'update.download': null
  'update.install': null
  'update.later': null
  'update.change': null
}
