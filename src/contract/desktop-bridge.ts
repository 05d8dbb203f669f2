/**
 * Everything between the page in the desktop window and the app around it: the console API, what the page can ask of the
 * app beside it, and what the app tells the page. A token goes to the app only, never back.
 */
import { Type, type Static, type TSchema } from 'typebox'
import type { ConnectionProblem } from './connection-problem.ts'
import type { ConnectionState } from './connection-state.ts'
import { lifeRequests, type LifeResults, type LifeState } from './desktop-life.ts'
import { updateRequests, type UpdateResults, type UpdateState } from './desktop-update.ts'
import { nativeRequests, type NativeEvent, type NativeResults, type NativeState } from './desktop-native.ts'
import { linkRequests, type LinkResults, type OpenedFile, type OpenedLink } from './desktop-links.ts'
import type { ConsoleFrame } from './feed.ts'
import type { FeedPlace } from './feed-place.ts'
import type { Problem } from './errors.ts'
import { type KnownMonitor, monitorRequests, type MonitorId, type MonitorResults } from './desktop-monitors.ts'
import type { Place } from './place.ts'

/** What the system is told of, each of which can be turned off. */
export const notifiedKinds = ['consumer_lost', 'mass_loss', 'rollout_stuck', 'coverage'] as const
export type NotifiedKind = (typeof notifiedKinds)[number]

/** What closing the window does. */
export const closeChoices = ['ask', 'tray', 'quit'] as const
export type CloseChoice = (typeof closeChoices)[number]

export interface DesktopState {
  /** The other monitor the window is attached to; null is the app's own. */
  readonly attached: MonitorId
  /** Why that one is not reached at the moment. */
  readonly problem: ConnectionProblem | null
  /** The app's own first, the others in order of their names. */
  readonly monitors: readonly KnownMonitor[]
  readonly close: CloseChoice
  readonly start_at_login: boolean
  readonly notify: Readonly<Record<NotifiedKind, boolean>>
  /** Until when nothing is notified, ms; 0 where notifications are not paused. */
  readonly paused_until: number
  readonly life: LifeState
  readonly update: UpdateState
  readonly native: NativeState
  /** `[DT-17]` What was opened last, and is still to be shown; null where nothing is. */
  readonly link: OpenedLink | null
  /** `[DT-18]` The same of files. */
  readonly file: OpenedFile | null
  /** What this system offers. */
  readonly can: {
    /** Without a tray the window cannot hide: closing quits. */
    readonly tray: boolean
    readonly notify: boolean
    readonly start_at_login: boolean
    /** Whether tokens can be kept encrypted; otherwise they are forgotten with the app's end. */
    readonly keep_tokens: boolean
  }
}

/** Parameters of every method: these schemas validate what arrives over IPC. */
export const desktopRequests = {
  state: Type.Object({}),
  change: Type.Object({
    close: Type.Optional(Type.Enum([...closeChoices])),
    start_at_login: Type.Optional(Type.Boolean()),
    notify: Type.Optional(
      Type.Object(
        {
          consumer_lost: Type.Optional(Type.Boolean()),
          mass_loss: Type.Optional(Type.Boolean()),
          rollout_stuck: Type.Optional(Type.Boolean()),
          coverage: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
    paused_until: Type.Optional(Type.Literal(0)),
  }),
  /** Which language the tray, the menu and notifications speak. */
  language: Type.Object({ language: Type.Enum(['en', 'zh']) }),
  ...monitorRequests,
  ...lifeRequests,
  ...updateRequests,
  ...nativeRequests,
  ...linkRequests,
} as const satisfies Record<string, TSchema>

export type DesktopMethod = keyof typeof desktopRequests
export type DesktopParams<M extends DesktopMethod> = Static<(typeof desktopRequests)[M]>

export interface DesktopResults extends MonitorResults, LifeResults, LinkResults, NativeResults, UpdateResults {
  state: DesktopState
  /** What follows from it comes as an event: an answer could be overtaken by a newer state. */
  change: null
  language: null
}

/** An answer over IPC. */
export type BridgeAnswer = { ok: true; result: unknown } | { ok: false; problem: Problem }

/** What the app tells the page: its state whenever that changed, and what was chosen in the menu, the tray or a notification. */
export type DesktopEvent =
  | { type: 'state'; state: DesktopState }
  | { type: 'go'; place: Place }
  | { type: 'open'; dialog: 'reload' }
  /** Address and SSH host are filled in. */
  | { type: 'open'; dialog: 'connect'; url?: string; ssh?: string | null }
  /** It is in the clipboard. */
  | { type: 'copied'; what: 'diagnostics' }
  | NativeEvent
  | { type: 'copy-link' }

/** The channels of IPC, and what crosses each. */
export const channels = {
  /** The page calls the monitor: method, parameters. */
  call: 'batchdeck:call',
  /** The page subscribes: its number of the subscription, and a place to go on after. */
  subscribe: 'batchdeck:subscribe',
  /** The page ends a subscription: its number. */
  unsubscribe: 'batchdeck:unsubscribe',
  /** The app sends a frame: the number of the subscription, the frame. */
  frame: 'batchdeck:frame',
  /** The app says how the monitor that is shown is connected. */
  connection: 'batchdeck:connection',
  /** The page calls the app: method, parameters. */
  desktop: 'batchdeck:desktop',
  /** The app tells of a {@link DesktopEvent}. */
  desktopEvent: 'batchdeck:desktop-event',
} as const

/** What the preload script offers the page, as `window.batchdeck`. Functions that listen return what ends that. */
export interface Bridge {
  /** The console API: the app checks the method and its parameters. */
  call(method: string, params: unknown): Promise<BridgeAnswer>
  /** @param after null begins with a snapshot */
  subscribe(listener: (frame: ConsoleFrame) => void, after: FeedPlace | null): () => void
  /** Told with the first subscription, and then each change. */
  onConnection(listener: (state: ConnectionState) => void): () => void
  desktop(method: DesktopMethod, params: unknown): Promise<BridgeAnswer>
  onDesktop(listener: (event: DesktopEvent) => void): () => void
}
