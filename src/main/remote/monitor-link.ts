import type { ConsoleClient } from '../../console/client.ts'
import type { Transport } from '../../console/transport.ts'
import type { ConnectionFault, ConnectionProblem } from '../../contract/connection-problem.ts'
import type { LinkState } from '../app/app-state.ts'
import { HeldTransport } from './held-transport.ts'
import { monitorClient } from './monitor-client.ts'
import type { Remote } from './remote-socket.ts'
import { remoteTransport } from './remote-transport.ts'

/** What stays so until somebody does something about it. */
const lasting: ReadonlySet<ConnectionFault> = new Set([
  'token_missing',
  'token_wrong',
  'ssh_missing',
  'ssh_host_key',
  'ssh_host_changed',
  'ssh_denied',
  'ssh_forbidden',
])
/** An attempt through SSH is a login: the first comes again after so long, the others after twice as long each, ms. */
const FIRST_SSH_RETRY_MS = 5000
const LAST_SSH_RETRY_MS = 60_000

/** `[DT-19]` The one connection to a monitor, for all that shows something of it. */
export class MonitorLink {
  readonly client: ConsoleClient
  private readonly held: HeldTransport
  private readonly look: () => void
  private readonly tell: () => void
  private sshRetryMs = FIRST_SSH_RETRY_MS
  private isClosed = false
  private current: LinkState = { connection: 'connecting', problem: null, isHeld: false, fleet: null, heardAt: 0 }

  /** @param tell told that the state is another one */
  constructor(target: Remote | Transport, tell: () => void) {
    this.tell = tell
    if ('open' in target) {
      this.look = () => {}
      this.held = new HeldTransport(target)
    } else {
      const transport = remoteTransport(target, (problem) => this.meet(problem, target))
      this.look = () => transport.check()
      this.held = new HeldTransport(transport)
    }
    this.client = monitorClient(this.held)
    this.client.subscribe((_frame, fleet) => this.become({ fleet, heardAt: Date.now() }))
    this.client.onConnection((connection) => this.become({ connection }))
  }

  get state(): LinkState {
    return this.current
  }

  /** `[LV-8]` The machine was away: looks at once whether the monitor is still there. */
  check(): void {
    this.look()
  }

  /** Whoever asks has done something about it, or wants to know at once. */
  retry(): void {
    this.sshRetryMs = FIRST_SSH_RETRY_MS
    this.become({ isHeld: false, ...(this.current.isHeld && { problem: null }) })
    this.held.release()
  }

  close(): void {
    this.isClosed = true
    this.client.close()
  }

  private meet(problem: ConnectionProblem | null, { ssh }: Remote): void {
    if (this.isClosed) return
    const isHeld = problem !== null && lasting.has(problem.fault)
    if (isHeld) this.held.hold(null)
    else if (problem === null) this.sshRetryMs = FIRST_SSH_RETRY_MS
    else if (ssh) {
      this.held.hold(this.sshRetryMs)
      this.sshRetryMs = Math.min(LAST_SSH_RETRY_MS, this.sshRetryMs * 2)
    }
    this.become({ problem, isHeld })
  }

  private become(change: Partial<LinkState>): void {
    if (this.isClosed) return
    this.current = { ...this.current, ...change }
    this.tell()
  }
}
