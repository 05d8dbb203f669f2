import type { Engine } from '../../engine/engine.ts'
import type { Windows } from '../windows/windows.ts'
import type { Reading } from './reading.ts'

const marks = ['acknowledged', 'snoozed', 'muted'] as const
const effects = ['mutes', 'holds'] as const

/** `[AL-6]` `[AL-7]` `[MW-1]` Of what nobody is told, and why. */
export function quietReadings(engine: Pick<Engine, 'alertsInForce'>, windows: Pick<Windows, 'shown'>): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_alerts_quiet',
      help: 'Alerts in force that are passed on to nobody: acknowledged or snoozed by an operator (AL-6), or muted by a window (AL-7). One may be more than one of these.',
      labels: ['why'],
      read: () => {
        const alerts = engine.alertsInForce()
        return marks.map((why) => [{ why }, alerts.filter((alert) => alert[why] !== undefined).length] as const)
      },
    },
    {
      kind: 'gauge',
      name: 'batchdeck_windows_open',
      help: 'Silences and maintenance windows that are open (MW-1), by what they do: mute alerts, hold slots, or both. One that is never closed hides what it covers.',
      labels: ['effect'],
      read: () => {
        const open = windows.shown.filter(({ active }) => active)
        return effects.map((effect) => [{ effect }, open.filter((window) => window[effect]).length] as const)
      },
    },
  ]
}
