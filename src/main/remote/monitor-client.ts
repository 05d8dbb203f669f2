import { ConsoleClient } from '../../console/client.ts'
import { FrameRing } from '../../console/frame-ring.ts'
import type { Transport } from '../../console/transport.ts'

/** A monitor for all that the app shows of it; pages that come back to it go on where they were. */
export function monitorClient(transport: Transport): ConsoleClient {
  return new ConsoleClient({
    transport,
    setTimeout: (action, after) => setTimeout(action, after).unref(),
    now: Date.now,
    history: new FrameRing(),
  })
}
