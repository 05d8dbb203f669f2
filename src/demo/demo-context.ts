/** Where a demo fleet finds the monitor it connects to, like any other fleet. */
export interface DemoContext {
  /** `ws://127.0.0.1:8080/websocket/monitor` */
  readonly consumerUrl: string
  /** `http://127.0.0.1:8080` */
  readonly httpUrl: string
  /** The operator token where the monitor asks for one. */
  readonly token: string | null
  /** The monitor's own certificate as PEM: with TLS, what the fleet trusts. It may be renewed meanwhile. */
  readonly certificate: string | null
}

export interface DemoFleet {
  /** The consumers leave and the demo's task is deleted; idempotent. */
  stop(): Promise<void>
}

/** How the monitor is given a demo fleet by those who start it: it knows no simulation of its own. */
export type StartDemoFleet = (context: DemoContext) => Promise<DemoFleet>
