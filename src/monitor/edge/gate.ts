import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Traffic } from '../metrics/traffic.ts'
import { isLoopback } from '../origin.ts'
import type { Callers } from './callers.ts'
import { Descriptors, descriptorLimit } from './descriptors.ts'
import type { Strangers } from './strangers.ts'

interface Parts {
  readonly callers: Callers
  readonly strangers: Strangers
  readonly traffic: Pick<Traffic, 'cut'>
  readonly log: (line: string) => void
}

/** That accepting fails is said once in so long, ms. */
const COMPLAINT_INTERVAL_MS = 60_000

/** So long a page may take to load its files before its connections have to go for others, ms. */
const PAGE_LOAD_MS = 2000

type Ends = Pick<Socket, 'remoteAddress' | 'remotePort'>

/** Every connection, from the moment it is accepted: who has to go for whom, and what is left for others. */
export class Gate {
  readonly descriptors: Descriptors
  private readonly parts: Parts
  private open = 0
  private complainedAt = -Infinity

  /** @param limit of file descriptors */
  constructor(parts: Parts, limit = descriptorLimit()) {
    this.parts = parts
    this.descriptors = new Descriptors(limit, () => this.open)
  }

  /** Open connections, whatever is spoken on them. */
  get connections(): number {
    return this.open
  }

  attach(server: Server): void {
    server.on('connection', (socket: Socket) => this.enter(socket, server))
    server.on('error', (error) => {
      // Before that it is for whoever lets it listen.
      if (server.listening) this.complain(error)
    })
    server.once('listening', () => void this.descriptors.start())
    server.once('close', () => this.descriptors.stop())
  }

  /** Whoever is at the other end has shown who it is. */
  know(socket: Ends): void {
    this.parts.strangers.forget(idOf(socket))
  }

  private enter(socket: Socket, server: Server): void {
    const { callers, strangers, traffic } = this.parts
    const { remoteAddress: remote = '' } = socket
    const id = idOf(socket)
    this.open++
    socket.once('close', () => {
      this.open--
      strangers.forget(id)
    })
    if (!this.leavesEnough(server) && !isLoopback(remote)) {
      traffic.cut.add('descriptors')
      socket.destroy()
      return
    }
    // Those behind it are looked at one by one, where they are known.
    if (callers.isProxy(remote)) return
    const cut = () => {
      traffic.cut.add('strangers')
      socket.destroy()
    }
    if (!strangers.admit(id, remote, cut)) cut()
  }

  /** `[ED-5]` Of the reserve something is to be had as long as there are strangers in it. */
  private leavesEnough(server: Server): boolean {
    const { strangers } = this.parts
    if (this.descriptors.isOut) {
      if (strangers.makeRoom()) return true
      server.closeIdleConnections()
      return false
    }
    // A page takes some connections at once, and must not be in its own way.
    if (this.descriptors.isScarce) strangers.makeRoom(PAGE_LOAD_MS)
    return true
  }

  private complain(error: Error): void {
    const now = performance.now()
    if (now - this.complainedAt < COMPLAINT_INTERVAL_MS) return
    this.complainedAt = now
    this.parts.log(`A connection could not be accepted: ${error.message}`)
  }
}

/** No two connections have both ends in common. */
export function idOf({ remoteAddress, remotePort }: Ends): string {
  return `${remoteAddress} ${remotePort}`
}
