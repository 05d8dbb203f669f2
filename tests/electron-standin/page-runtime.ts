import type { ValueCodec } from './value-codec.ts'

type Preload = (require: (name: string) => unknown, module: { exports: object }, exports: object) => void

/** What the page sends: a message, a call, or a window it wants to open. */
export type FromPage =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'open'; url: string }

export type ToPage =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'answer'; id: number; ok: boolean; value: unknown }

/**
 * Runs in the page before its own scripts, from its source alone: gives the preload its `electron`.
 * @param post the name of the binding that leads to the main process
 * @param receive the name of the function that the main process calls
 */
export function runInPage(createCodec: () => ValueCodec, post: string, receive: string, preload: Preload): void {
  if (globalThis.top !== globalThis.self) return
  const page = globalThis as unknown as Record<string, unknown>
  const { encode, decode } = createCodec()
  const binding = page[post] as (text: string) => void
  Reflect.deleteProperty(page, post)
  const send = (message: FromPage) => binding(encode(message))
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>()
  const calls = new Map<number, (answer: { ok: boolean; value: unknown }) => void>()
  let lastId = 0

  const ipcRenderer = {
    on(channel: string, listener: () => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    },
    off(channel: string, listener: () => void) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      )
    },
    send: (channel: string, ...args: unknown[]) => send({ kind: 'send', channel, args }),
    invoke(channel: string, ...args: unknown[]) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        calls.set(id, ({ ok, value }) => {
          if (ok) resolve(value)
          else reject(new Error(`Error invoking remote method '${channel}': ${String(value)}`))
        })
        send({ kind: 'invoke', id, channel, args })
      })
    },
  }
  Object.defineProperty(page, receive, {
    value(text: string) {
      const message = decode(text) as ToPage
      if (message.kind === 'send') {
        for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args)
      } else {
        calls.get(message.id)?.(message)
        calls.delete(message.id)
      }
    },
  })
  const contextBridge = {
    exposeInMainWorld(name: string, api: object) {
      Object.defineProperty(page, name, { value: Object.freeze({ ...api }), enumerable: true })
    },
  }
  // Whether a window may open is asked of the main process, as in Electron.
  globalThis.open = (url) => {
    send({ kind: 'open', url: String(url) })
    return null
  }
  const module = { exports: {} }
  preload(
    (name) => {
      if (name === 'electron') return { ipcRenderer, contextBridge }
      throw new Error(`module not found: ${name}`)
    },
    module,
    module.exports,
  )
}
