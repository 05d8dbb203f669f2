import { consoleProcedures, type ProcedureName } from '../../contract/procedures.ts'
import * as alerts from './alerts.ts'
import * as backups from './backups.ts'
import * as batches from './batches.ts'
import * as brake from './brake.ts'
import * as channels from './channels.ts'
import * as consumers from './consumers.ts'
import * as deliveries from './deliveries.ts'
import * as demo from './demo.ts'
import * as events from './events.ts'
import * as history from './history.ts'
import * as imports from './imports.ts'
import * as log from './log.ts'
import * as metrics from './metrics.ts'
import * as notes from './notes.ts'
import type { Procedure } from './procedure.ts'
import * as publishing from './publishing.ts'
import * as series from './series.ts'
import * as settings from './settings.ts'
import * as summary from './summary.ts'
import * as targetChanges from './target-changes.ts'
import * as targetSearch from './target-search.ts'
import * as sources from './sources.ts'
import * as targets from './targets.ts'
import * as tasks from './tasks.ts'
import * as tokens from './tokens.ts'
import * as undo from './undo.ts'
import * as windows from './windows.ts'

const all = {
  ...alerts,
  ...backups,
  ...batches,
  ...brake,
  ...channels,
  ...consumers,
  ...deliveries,
  ...demo,
  ...events,
  ...history,
  ...imports,
  ...log,
  ...metrics,
  ...notes,
  ...publishing,
  ...series,
  ...settings,
  ...summary,
  ...targetChanges,
  ...targetSearch,
  ...sources,
  ...targets,
  ...tasks,
  ...tokens,
  ...undo,
  ...windows,
}
type Registered = (typeof all)[keyof typeof all]['name']

/** Everything that can be asked of the monitor: what each of these files exports. */
export const procedures: readonly Procedure[] = Object.values(all)

const byName = Object.fromEntries(procedures.map((each) => [each.name, each])) as Record<Registered, Procedure>
/** That none of the contract is missing is seen to by the compiler. */
const ofConsoles: Readonly<Record<ProcedureName, Procedure>> = byName

/** Those that consoles call by their name. */
export const namedProcedures: ReadonlyMap<string, Procedure> = new Map(
  Object.keys(consoleProcedures).map((name) => [name, ofConsoles[name as ProcedureName]]),
)
