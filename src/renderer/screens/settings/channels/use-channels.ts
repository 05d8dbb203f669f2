import { type Call, useCall } from '../../../backend/use-call.ts'
import { useCanAct } from '../../../stores/can-act.ts'
import { useFleet, useFleetData, usePaused } from '../../../stores/fleet.ts'

/** How often channels and what was sent by them are looked at while they are shown, ms. */
const REFRESH_MS = 4000

/** How often to ask again: while the screen is paused, not at all (UI-1). */
export function useRefresh(): number | undefined {
  return usePaused() ? undefined : REFRESH_MS
}

/** `[CN-1]` The channels, asked for again as time goes, and when one of them cannot deliver, or can again. */
export function useChannels(): Call<'channels.list'> {
  const isLive = useFleet(({ connection }) => connection === 'live')
  const canAct = useCanAct()
  const failing = useFleetData(({ alerts }) =>
    alerts
      .filter(({ kind }) => kind === 'delivery_failed')
      .map(({ alert_id }) => alert_id)
      .join(' '),
  )
  return useCall(
    'channels.list',
    {},
    {
      isEnabled: isLive && canAct,
      dependsOn: [failing],
      keeps: () => true,
      everyMs: useRefresh(),
    },
  )
}
