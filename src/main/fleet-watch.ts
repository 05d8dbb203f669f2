import type { ConsoleFrame } from '../core/console-api.ts'
import type { ConnectionState } from '../core/console-client.ts'
import { applyChanges, type FleetData, fromSnapshot } from '../core/fleet-data.ts'
import type { MonitorConnection } from './remote-monitor.ts'

/** What the tray and the notifications know of a fleet: the same as a console, from a connection of their own. */
export class FleetWatch {
  data: FleetData | null = null
  connection: ConnectionState = 'connecting'
  private readonly monitor: MonitorConnection
  private readonly onFrame: (data: FleetData) => void
  private end: () => void
  private seq = -1

  constructor(monitor: MonitorConnection, onFrame: (data: FleetData) => void) {
    this.monitor = monitor
    this.onFrame = onFrame
    monitor.onConnection((state) => (this.connection = state))
    this.end = monitor.subscribe(this.take)
  }

  close(): void {
    this.end()
    this.monitor.close()
  }

  private readonly take = (frame: ConsoleFrame): void => {
    if (frame.type === 'changes' && (this.data === null || frame.seq !== this.seq + 1)) {
      if (frame.seq > this.seq) this.restart()
      return
    }
    this.seq = frame.seq
    this.data =
      frame.type === 'snapshot' ? fromSnapshot(frame.snapshot) : applyChanges(this.data as FleetData, frame.changes)
    this.onFrame(this.data)
  }

  /** A change was missed: from the beginning. */
  private restart(): void {
    this.data = null
    this.end()
    this.end = this.monitor.subscribe(this.take)
  }
}
