import { USUAL_ZOOM, type ZoomLevel, zoomLevels } from '../../contract/desktop-native.ts'

export type ZoomStep = 'in' | 'out' | 'reset'

/** `[DT-23]` The level a step leads to; the same at the ends. */
export function zoomAfter(level: ZoomLevel, step: ZoomStep): ZoomLevel {
  if (step === 'reset') return USUAL_ZOOM
  const next = zoomLevels.indexOf(level) + (step === 'in' ? 1 : -1)
  return zoomLevels[next] ?? level
}
