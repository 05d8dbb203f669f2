import ConsistentHash from 'consistent-hash'
import HashRing from 'hashring'
import NodeHashRing from 'node-hashring'
import { defaults } from './task.ts'

/** A package of the registry that answers which consumer a target belongs to, and nothing else. */
export interface Peer {
  readonly name: string
  /** A lookup on a ring that is built already. */
  readonly ring: (members: readonly string[]) => (target: string) => string
}

/** All with as many points per consumer as our ring has. */
export const peers: readonly Peer[] = [
  {
    name: 'hashring',
    ring: (members) => {
      const ring = new HashRing(members, 'md5', { 'vnode count': defaults.virtualNodes, replicas: 1 })
      return (target) => ring.get(target)
    },
  },
  {
    name: 'consistent-hash',
    ring: (members) => {
      const ring = new ConsistentHash()
      for (const member of members) ring.add(member, defaults.virtualNodes)
      return (target) => ring.get(target)
    },
  },
  {
    name: 'node-hashring',
    ring: (members) => {
      const ring = new NodeHashRing(members, defaults.virtualNodes)
      return (target) => ring.findNode(target)
    },
  },
]
