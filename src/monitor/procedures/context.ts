import type { EventData } from '../../contract/events.ts'
import type { GivenSetting } from '../../settings/settings.ts'
import type { AlertLog } from '../alerts/alert-log.ts'
import type { Backups } from '../backups.ts'
import type { DemoControl } from '../demo-control.ts'
import type { AuditLog } from '../events/audit-log.ts'
import type { Imports } from '../imports.ts'
import type { LogDesk } from '../logs/log-desk.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Channels } from '../channels/channels.ts'
import type { Access } from '../access.ts'
import type { Redactor } from '../redactor.ts'
import type { Grant } from '../tokens/grant.ts'
import type { NamedTokens } from '../tokens/named-tokens.ts'
import type { Notes } from '../notes/notes.ts'
import type { ProgressLog } from '../series/progress-log.ts'
import type { SeriesLog } from '../series/series-log.ts'
import type { Sources } from '../sources/sources.ts'
import type { Summaries } from '../summary/summary.ts'
import type { OwnImports } from './own-imports.ts'
import type { ChangeParts, Publisher } from './publisher.ts'
import type { Windows } from '../windows/windows.ts'
import type { ViewerTurns } from './viewer-turns.ts'

/** Who asks, and from where. */
export interface Caller extends Grant, Pick<EventData<'operator'>, 'via' | 'remote'> {
  /** Of a request over HTTP. */
  readonly request_id?: string
  /** The lists that its connection has opened; a request over HTTP brings its list with it. */
  readonly imports?: OwnImports
}

/** The parts of a running monitor that procedures work with. */
export interface Parts extends ChangeParts {
  readonly publisher: Publisher
  readonly imports: Imports
  readonly sources: Sources
  readonly channels: Channels
  /** Hosts of URLs that a token may name as a source. */
  readonly allowedHosts: readonly string[]
  readonly viewerTurns: ViewerTurns
  readonly events: AuditLog
  readonly series: SeriesLog
  readonly progress: ProgressLog
  readonly alerts: AlertLog
  readonly notes: Notes
  readonly windows: Windows
  /** Takes secrets out of what operators write. */
  readonly redactor: Pick<Redactor, 'mayMention' | 'line'>
  readonly summaries: Summaries
  readonly logs: LogDesk
  readonly demo: DemoControl
  readonly backups: Backups
  readonly metrics: Metrics
  readonly access: Access
  readonly tokens: NamedTokens
  /** Of those that came in by a named token. */
  readonly openSockets: (token: string) => number
  /** What the settings were resolved from. */
  readonly given: readonly GivenSetting[]
}

/** The same for one call. */
export interface Context extends Parts {
  readonly caller: Caller
}
