export interface ServerResource {
  version: string
  /** What whoever looks at this may do: a viewer may call only what changes nothing (SEC-1, UI-5). */
  role: 'operator' | 'viewer'
  /** Whether he may also manage tokens (SEC-4). A monitor before 0.3 does not say, and has none. */
  manages_tokens?: boolean
  /** The name of the token he came in by; null where none was needed. */
  token?: string | null
  started_at: number
  /** `http://127.0.0.1:8080` */
  url: string
  /** `server.public-url`: where others reach the console; null where nobody said. A monitor of an earlier version has none. */
  public_url?: string | null
  /** What consumers connect to: `ws://127.0.0.1:8080/websocket/monitor` */
  consumer_url: string
  data_dir: string
  /** Open consumer sockets, registered or not. */
  connections: number
  /** Frames of consumers in the last second. */
  frames_per_second: number
  /** Another number whenever a note was made or deleted (NT-1). A monitor of an earlier version has no notes. */
  notes?: number
  demo: DemoState
}

export type DemoState = 'absent' | 'stopped' | 'starting' | 'running' | 'stopping'
