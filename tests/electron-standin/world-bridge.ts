/* oxlint-disable typescript/unbound-method -- applied to what they belong to, by Reflect.apply */

/** What one world of a page gives the other. Nothing but copies crosses; a function becomes one that calls it. */
export interface WorldBridge {
  /** Puts a copy on the other world's window, where nothing can change it. @throws where that name is taken */
  readonly expose: (name: string, value: unknown) => void
}

/**
 * One end of the bridge between the preload's world and the page's, by the rules of Electron's `contextBridge`. The worlds share
 * a node that is in no document, and events on it arrive at once; Chromium clones what they carry. Self-contained: its
 * source runs in both worlds before any script of the page, and keeps what it needs of the globals, as the page may put its own
 * in their place later.
 */
export function createWorldBridge(port: EventTarget, world: 'preload' | 'page'): WorldBridge {
  const other = world === 'preload' ? 'page' : 'preload'
  const { apply, construct, defineProperty, getPrototypeOf } = Reflect
  const { keys, freeze } = Object
  const { isArray } = Array
  const { isView } = ArrayBuffer
  const clone = structuredClone
  const [Event, ErrorType, TypeErrorType, PromiseType, MapType] = [CustomEvent, Error, TypeError, Promise, Map]
  const { then } = Promise.prototype
  const { dispatchEvent } = EventTarget.prototype
  const { get: mapGet, set: mapSet } = Map.prototype
  const { get: weakGet, set: weakSet } = WeakMap.prototype
  const detailOf = Object.getOwnPropertyDescriptor(CustomEvent.prototype, 'detail')?.get as (this: unknown) => unknown
  const typedArray = getPrototypeOf(Uint8Array) as new () => object
  // Whatever else is an object crosses as a plain one, without its prototype.
  const cloned = [Date, RegExp, Map, Set, WeakMap, WeakSet, ArrayBuffer, Blob, Boolean, Number, String, BigInt, Symbol]

  type Bare<T> = Record<string, T>
  const bare = <T>(): Bare<T> => ({ __proto__: null }) as unknown as Bare<T>
  /** What of this world the other may call, and what it was promised. */
  const functions = bare<() => unknown>()
  const promises = bare<{ resolve: (value: unknown) => void; reject: (reason: unknown) => void }>()
  /** Functions here that stand for one over there, by its number. */
  const proxies = new WeakMap<object, number>()
  const numbers = new WeakMap<object, number>()
  let lastId = 0

  /** Without setters of the page that lie in wait on a prototype. */
  function put(target: object, key: PropertyKey, value: unknown): void {
    const description = bare<unknown>()
    description['value'] = value
    description['writable'] = true
    description['enumerable'] = true
    description['configurable'] = true
    defineProperty(target, key, description)
  }
  function list(...items: unknown[]): unknown[] {
    return items
  }
  function isOneOf(value: object): boolean {
    for (let i = 0; i < cloned.length; i++) if (value instanceof (cloned[i] as new () => object)) return true
    return false
  }
  const messageOf = (reason: unknown): string => {
    const message = reason !== null && typeof reason === 'object' ? (reason as { message?: unknown }).message : null
    if (typeof message === 'string') return message
    return 'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.'
  }

  /** As it crosses: simple values as they are, objects as a list of what kind they are and what they hold. */
  function pack(value: unknown, seen: Map<unknown, number>, depth: number): unknown {
    if (depth >= 1000) {
      throw new TypeErrorType(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      )
    }
    if (typeof value === 'symbol') return undefined
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return value
    const known = apply(mapGet, seen, list(value)) as number | undefined
    if (known !== undefined) return list('seen', known)
    apply(mapSet, seen, list(value, seen.size))
    if (typeof value === 'function') {
      const theirs = apply(weakGet, proxies, list(value)) as number | undefined
      if (theirs !== undefined) return list('yours', theirs)
      let id = apply(weakGet, numbers, list(value)) as number | undefined
      if (id === undefined) {
        id = ++lastId
        apply(weakSet, numbers, list(value, id))
        functions[id] = value as () => unknown
      }
      return list('function', id)
    }
    if (value instanceof PromiseType) {
      const id = ++lastId
      const settle = (isKept: boolean) => (result: unknown) => {
        try {
          send('settle', id, isKept, pack(result, new MapType(), 0))
        } catch (error) {
          send('settle', id, false, list('error', messageOf(error)))
        }
      }
      apply(then, value, list(settle(true), settle(false)))
      return list('promise', id)
    }
    if (value instanceof ErrorType) return list('error', messageOf(value))
    if (isArray(value)) {
      const packed = list('array')
      for (let i = 0; i < value.length; i++) put(packed, i + 1, pack(value[i], seen, depth + 1))
      return packed
    }
    if (isView(value) || isOneOf(value)) {
      // Said here, where it is wrong: the event would carry nothing.
      clone(value)
      return list('cloned', value)
    }
    const packed = list('object')
    const names = keys(value)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      put(packed, 2 * i + 1, name)
      put(packed, 2 * i + 2, pack((value as Bare<unknown>)[name], seen, depth + 1))
    }
    return packed
  }

  function unpack(packed: unknown, seen: unknown[]): unknown {
    if (!isArray(packed)) return packed
    // Not taken apart by a pattern: that would ask the page's own iterator.
    const kind = packed[0] as string
    const content = packed[1] as unknown
    if (kind === 'seen') return seen[content as number]
    const place = seen.length
    const remember = <T>(value: T): T => {
      put(seen, place, value)
      return value
    }
    if (kind === 'yours') return remember(functions[content as number])
    if (kind === 'function') return remember(proxyOf(content as number))
    if (kind === 'error') return remember(new ErrorType(content as string))
    if (kind === 'cloned') return remember(content)
    if (kind === 'promise') {
      return remember(
        new PromiseType((resolve, reject) => {
          promises[content as number] = { resolve, reject }
        }),
      )
    }
    if (kind === 'array') {
      const items = remember<unknown[]>([])
      for (let i = 1; i < packed.length; i++) put(items, i - 1, unpack(packed[i], seen))
      return items
    }
    const object = remember({})
    for (let i = 1; i < packed.length; i += 2) put(object, packed[i] as string, unpack(packed[i + 1], seen))
    return object
  }

  /** Functions of the other world, by their number: one of them is one here. */
  const known = bare<() => unknown>()
  function proxyOf(id: number): () => unknown {
    const proxy = (known[id] ??= (...args: unknown[]) => ask('call', id, pack(args, new MapType(), 0)))
    apply(weakSet, proxies, list(proxy, id))
    return proxy
  }

  /** What the other world answered last; events on the port return only then. */
  let answer: unknown[] = []
  function send(...message: unknown[]): void {
    const init = bare<unknown>()
    init['detail'] = message
    apply(dispatchEvent, port, list(construct(Event, list(`to-${other}`, init))))
  }
  function ask(...message: unknown[]): unknown {
    answer = []
    apply(send, undefined, message)
    if (answer[0] !== true) throw new ErrorType(answer[1] as string)
    return unpack(answer[1], [])
  }
  function say(isDone: boolean, value: unknown): void {
    send('answer', isDone, value)
  }

  function call(id: number, args: unknown): void {
    const called = functions[id]
    let packed: unknown
    try {
      const result = apply(called as () => unknown, called, unpack(args, []) as unknown[])
      packed = pack(result, new MapType(), 0)
    } catch (error) {
      say(false, messageOf(error))
      return
    }
    say(true, packed)
  }

  function freezeAll(value: unknown, seen: Map<unknown, number>): void {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return
    if (value instanceof typedArray || apply(mapGet, seen, list(value)) !== undefined) return
    apply(mapSet, seen, list(value, 1))
    const names = keys(value)
    for (let i = 0; i < names.length; i++) freezeAll((value as Bare<unknown>)[names[i] as string], seen)
    freeze(value)
  }

  function receiveExposed(name: string, packed: unknown): void {
    if (name in globalThis) {
      say(false, 'Cannot bind an API on top of an existing property on the window object')
      return
    }
    const value = unpack(packed, [])
    freezeAll(value, new MapType())
    const description = bare<unknown>()
    description['value'] = value
    description['enumerable'] = true
    defineProperty(globalThis, name, description)
    say(true, undefined)
  }

  port.addEventListener(`to-${world}`, (event) => {
    const message = apply(detailOf, event, []) as unknown[]
    const kind = message[0]
    const first = message[1]
    const second = message[2]
    const third = message[3]
    if (kind === 'answer') answer = list(first, second)
    else if (kind === 'call') call(first as number, second)
    else if (kind === 'expose' && world === 'page') receiveExposed(first as string, second)
    else if (kind === 'settle') {
      const promise = promises[first as number]
      delete promises[first as number]
      if (second === true) promise?.resolve(unpack(third, []))
      else promise?.reject(unpack(third, []))
    }
  })

  return { expose: (name, value) => void ask('expose', name, pack(value, new MapType(), 0)) }
}
