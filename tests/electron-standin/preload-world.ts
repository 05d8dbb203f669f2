import type { ValueCodec } from './value-codec.ts'
import type { WorldBridge } from './world-bridge.ts'

/** What the preload sends: a message, or a call. */
export type FromPreload =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'failed'; message: string }

export type ToPreload =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'answer'; id: number; ok: boolean; value: unknown }

interface World {
  readonly codec: ValueCodec
  readonly bridge: WorldBridge
  /** The name of the binding that leads to the main process. */
  readonly post: string
  /** The name of the function that the main process calls. */
  readonly receive: string
  /** What a sandboxed preload has as `process`. */
  readonly process: object
}

type Preload = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
  process: object,
) => void
type Listener = (event: object, ...args: unknown[]) => void

/** Runs the preload in its own world before the page's scripts, with what it has in a sandbox. Works from its source alone. */
export function runPreload({ codec, bridge, post, receive, process }: World, preload: Preload): void {
  const scope = globalThis as unknown as Record<string, unknown>
  const binding = scope[post] as (text: string) => void
  Reflect.deleteProperty(scope, post)
  const send = (message: FromPreload) => binding(codec.encode(message))
  const listeners = new Map<string, { listener: Listener; call: Listener }[]>()
  const calls = new Map<number, (answer: { ok: boolean; value: unknown }) => void>()
  let lastId = 0
  const refuse = (name: string) => () => {
    throw new Error(`${name} is not modelled by the stand-in.`)
  }
  const off = (channel: string, listener: Listener) => {
    const kept = (listeners.get(channel) ?? []).filter((one) => one.listener !== listener)
    listeners.set(channel, kept)
    return ipcRenderer
  }
  const on = (channel: string, listener: Listener, call = listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, call }])
    return ipcRenderer
  }

  const ipcRenderer = {
    on: (channel: string, listener: Listener) => on(channel, listener),
    addListener: (channel: string, listener: Listener) => on(channel, listener),
    once: (channel: string, listener: Listener) =>
      on(channel, listener, (...args) => {
        off(channel, listener)
        listener(...args)
      }),
    off,
    removeListener: off,
    removeAllListeners(channel: string) {
      listeners.delete(channel)
      return ipcRenderer
    },
    send: (channel: string, ...args: unknown[]) => send({ kind: 'send', channel, args }),
    invoke(channel: string, ...args: unknown[]) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        send({ kind: 'invoke', id, channel, args })
        calls.set(id, ({ ok, value }) => {
          if (ok) resolve(value)
          else reject(new Error(`Error invoking remote method '${channel}': ${String(value)}`))
        })
      })
    },
    // It would hold up the page until the main process has answered.
    sendSync() {
      throw new Error('sendSync is refused by the stand-in: use invoke.')
    },
    postMessage: refuse('ipcRenderer.postMessage'),
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => bridge.expose(name, api),
    exposeInIsolatedWorld: refuse('contextBridge.exposeInIsolatedWorld'),
    executeInMainWorld: refuse('contextBridge.executeInMainWorld'),
  }
  scope[receive] = (text: string) => {
    const message = codec.decode(text) as ToPreload
    if (message.kind === 'send') {
      for (const { call } of listeners.get(message.channel) ?? []) {
        call({ sender: ipcRenderer, ports: [] }, ...message.args)
      }
    } else {
      calls.get(message.id)?.(message)
      calls.delete(message.id)
    }
  }
  const modules: Readonly<Record<string, object>> = {
    electron: { contextBridge, ipcRenderer },
    'electron/renderer': { contextBridge, ipcRenderer },
    timers: { setTimeout, clearTimeout, setInterval, clearInterval },
    url: { URL, URLSearchParams },
  }
  const require = (name: string) => {
    const module = modules[name.replace(/^node:/, '')]
    if (module) return module
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  try {
    preload(require, module, module.exports, process)
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
