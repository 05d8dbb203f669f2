/** What a client needs of a WebSocket: that of browsers and of Node has it, and so has the one of the package `ws`. */
export interface WebSocketLike {
  /** 1 while it is open. */
  readonly readyState: number
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number
  send(text: string): void
  close(code?: number, reason?: string): void
  /** Ends it without a goodbye, where that is possible. */
  terminate?(): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

/** Opens a socket; `url` has no token in it. */
export type OpenWebSocket = (url: string) => WebSocketLike

export const OPEN = 1

/** The WebSocket that browsers and Node have. @throws {TypeError} where there is none */
export function globalWebSocket(): OpenWebSocket {
  if (typeof WebSocket === 'undefined')
    throw new TypeError('There is no WebSocket here; Node has it from version 22 on.')
  return (url) => new WebSocket(url)
}
