/** What crosses between the page and the app around it about the manners of the desktop: zoom, printing, the system's colour. */
import { Type } from 'typebox'

/** `[DT-23]` How large the page can be shown, in percent, the smallest first. */
export const zoomLevels = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200] as const
export type ZoomLevel = (typeof zoomLevels)[number]

export const USUAL_ZOOM: ZoomLevel = 100

export interface NativeState {
  /** Percent. */
  readonly zoom: ZoomLevel
  /** The accent colour of the system, as `#rrggbb`; null where it has none, or does not say. */
  readonly accent: string | null
}

export const nativeRequests = {
  zoom: Type.Object({ percent: Type.Enum([...zoomLevels]) }),
  /** Prints what is shown; answered when the system's dialog is closed. */
  print: Type.Object({}),
  /** Asks where the PDF is to be. */
  'pdf.choose': Type.Object({}),
  /** Saves what is shown where that was. */
  'pdf.save': Type.Object({}),
  /** Shows the PDF that was saved last in its folder. */
  'pdf.reveal': Type.Object({}),
} as const

/** What came of it; `detail` in the machine's own words, and `name` without its folder. */
export type PdfOutcome = { ok: true; name: string } | { ok: false; detail: string }
export type PrintOutcome = { ok: true } | { ok: false; detail: string }

export interface NativeResults {
  zoom: null
  print: PrintOutcome
  'pdf.choose': { chosen: boolean }
  'pdf.save': PdfOutcome
  'pdf.reveal': null
}

/** Chosen in the menu or at the icon: to open the list of alerts, to print what is shown, or to save it as a PDF. */
export type NativeEvent = { type: 'alerts' } | { type: 'print'; as: 'paper' | 'pdf' }
