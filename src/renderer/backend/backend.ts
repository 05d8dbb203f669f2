import type { ConsoleApi } from '../../core/console-api.ts'

/** `lost` was connected before, or tried and failed; it goes on trying by itself. */
export type ConnectionState = 'connecting' | 'live' | 'lost'

/** The console's one way to the monitor, over IPC in the desktop window or WebSocket in a browser. */
export interface ConsoleBackend extends ConsoleApi {
  /** Told the present state at once and then each change; returns what ends it. */
  onConnection(listener: (state: ConnectionState) => void): () => void
  /** Asks for a new snapshot, because a change was missed. */
  resubscribe(): void
}
