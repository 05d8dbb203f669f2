import type { ConsoleFrame } from '../contract/feed.ts'
import type { ConnectionState } from '../console/client.ts'
import type { FleetData } from '../console/fleet-data.ts'
import { FleetMirror } from '../console/mirror.ts'
import type { MonitorConnection } from './remote-monitor.ts'

/** What the tray and the notifications know of a fleet: the same as a console, from a connection of their own. */
export class FleetWatch {
  data: FleetData | null = null
  connection: ConnectionState = 'connecting'
  private readonly monitor: MonitorConnection
  private readonly onFrame: (data: FleetData) => void
  private readonly mirror = new FleetMirror()
  private end: () => void

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
    const data = this.mirror.take(frame)
    if (data === 'gap') this.restart()
    else if (data !== 'known') {
      this.data = data
      this.onFrame(data)
    }
  }

  /** A change was missed: from the beginning. */
  private restart(): void {
    this.data = null
    this.end()
    this.end = this.monitor.subscribe(this.take)
  }
}
