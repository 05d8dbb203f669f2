import type { Socket } from 'node:net'
import { refusal } from '../../contract/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import { lowRefusal } from '../edge/edge.ts'
import type { Gate } from '../edge/gate.ts'
import { Strangers } from '../edge/strangers.ts'

/** So many sockets may always be open without registration, however few are allowed in all. */
const MIN_UNREGISTERED = 100
/** Where all are taken, one that has been open for so long without registration goes for whoever comes, ms. */
const PATIENCE_WHEN_FULL_MS = 2000

interface Newcomer {
  readonly id: string
  readonly remote: string
  /** Open sockets before it, registered or not. */
  readonly open: number
  /** Ends it, where another has to get in. */
  readonly cut: () => void
}

/**
 * `[ED-4]` Which sockets of consumers are let in: `monitor.limits.max-connections` in all, and no more than half of them
 * without registration, so that strangers never take the place of a fleet.
 */
export class Admission {
  private readonly gate: Pick<Gate, 'descriptors' | 'know'>
  private readonly most: number
  private readonly unregistered: Strangers

  constructor(settings: Settings, gate: Pick<Gate, 'descriptors' | 'know'>) {
    this.gate = gate
    this.most = settings['monitor.limits.max-connections']
    this.unregistered = new Strangers({
      most: Math.min(this.most, Math.max(MIN_UNREGISTERED, Math.ceil(this.most / 2))),
      perAddress: settings['monitor.limits.strangers-per-address'],
    })
  }

  /** @throws {BatchdeckError} `TOO_MANY_CONNECTIONS` */
  enter({ id, remote, open, cut }: Newcomer): void {
    const { descriptors } = this.gate
    if (!descriptors.fits(open)) throw lowRefusal(descriptors.limit)
    const isFull = open >= this.most && !this.unregistered.makeRoom(PATIENCE_WHEN_FULL_MS)
    if (isFull || !this.unregistered.admit(id, remote, cut)) throw refusal('connections_too_many', { most: this.most })
  }

  /** It has registered, or subscribed. @param wire its connection */
  settle(id: string, wire: Pick<Socket, 'remoteAddress' | 'remotePort'>): void {
    this.unregistered.forget(id)
    this.gate.know(wire)
  }

  leave(id: string): void {
    this.unregistered.forget(id)
  }
}
