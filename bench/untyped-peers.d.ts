/** What the bench uses of the packages it compares with; none of them has types. */
declare module 'hashring' {
  export default class HashRing {
    constructor(servers: readonly string[], algorithm?: string, options?: { 'vnode count'?: number; replicas?: number })
    get(key: string): string
  }
}

declare module 'consistent-hash' {
  export default class ConsistentHash {
    add(node: string, controlPoints?: number): this
    get(key: string): string
  }
}

declare module 'node-hashring' {
  export default class HashRing {
    constructor(nodes: readonly string[], virtualNodes?: number)
    findNode(key: string): string
  }
}
