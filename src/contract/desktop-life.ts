/** What the page is shown, and may ask, of the app's own life: faults, logs, its port, safe mode (DT-12 to DT-16). */
import { Type, type TSchema } from 'typebox'

/** A file that says what went wrong in the app. */
export interface FaultReport {
  /** Of the file, in the folder `reports`. */
  readonly name: string
  /** ms since 1970 */
  readonly at: number
}

/** The port of the app's own monitor. */
export interface OwnPort {
  /** Where it listens now. */
  readonly listening: number
  /** What was chosen in the app; null is the usual one. */
  readonly chosen: number | null
  readonly usual: number
  /** The variable that says so whatever was chosen; null where there is none. */
  readonly variable: string | null
}

export interface LifeState {
  /** `[DT-16]` Without demo, sources, channels and notifications. */
  readonly is_safe: boolean
  readonly port: OwnPort | null
  /** `[DT-12]` The newest; null where there is none. */
  readonly last_report: FaultReport | null
  /** The app was restarted because of it, and nobody has said that he knows. */
  readonly was_restarted: boolean
  /** `[DT-15]` Whether the settings of the app can be written; otherwise they last until it ends. */
  readonly keeps_settings: boolean
}

/** What the page asks of it. */
export const lifeRequests = {
  /** `[DT-13]` To the clipboard. */
  'diagnostics.copy': Type.Object({}),
  'logs.open': Type.Object({}),
  'report.open': Type.Object({}),
  /** Whoever looks knows that the app was restarted. */
  'report.seen': Type.Object({}),
  /** `[DT-15]` From the next start on; null is the usual one. */
  'port.choose': Type.Object({ port: Type.Union([Type.Integer({ minimum: 1, maximum: 65_535 }), Type.Null()]) }),
  /** `[DT-16]` Asks first where something is under way. */
  'app.restart': Type.Object({ is_safe: Type.Boolean() }),
} as const satisfies Record<string, TSchema>

export interface LifeResults {
  'diagnostics.copy': null
  'logs.open': null
  'report.open': null
  'report.seen': null
  'port.choose': null
  'app.restart': null
}
