import { type FleetData, fromSnapshot } from '../../console/fleet-data.ts'
import type { Monitor } from '../../monitor/monitor.ts'

/** What the app's own monitor shows at this moment, whichever the window shows. */
export function ownFleet({ connect }: Pick<Monitor, 'connect'>): FleetData | null {
  let data: FleetData | null = null
  const connection = connect()
  // The snapshot comes at once.
  const end = connection.subscribe((frame) => {
    if (frame.type === 'snapshot') data = fromSnapshot(frame.snapshot)
  }, null)
  end()
  connection.close()
  return data
}
