'use strict'
const { contextBridge, ipcRenderer } = require('electron')

globalThis.secret = 'of the preload'
const why = (action) => {
  try {
    action()
    return 'nothing happened'
  } catch (error) {
    return error.message
  }
}
class Point {
  x = 1
  length() {}
}
const circle = { name: 'round' }
circle.self = circle
const deep = { next: null }
for (let i = 0, end = deep; i < 1200; i++) end = end.next = { next: null }
let kept = null

contextBridge.exposeInMainWorld('api', {
  values: {
    text: 'text',
    big: 1n,
    list: [1, [2, { three: 3 }]],
    when: new Date(0),
    map: new Map([[1, new Set([2])]]),
    bytes: new Uint8Array([1, 2, 3]),
    point: new Point(),
    [Symbol('hidden')]: 1,
    symbol: Symbol('hidden'),
    circle,
    error: Object.assign(new TypeError('wrong'), { code: 7 }),
    kept: Promise.resolve({ deep: ['kept'] }),
    broken: Promise.reject(new Error('broken')),
  },
  typesIn: (...values) => values.map((value) => Object.prototype.toString.call(value)),
  keep(value) {
    kept = value
  },
  isSame: (value) => value === kept,
  giveBack: () => kept,
  call: (function_, ...args) => function_(...args),
  fail() {
    throw new RangeError('failed inside')
  },
  fromProcess: () => [process.type, process.sandboxed, process.contextIsolated],
  deep: () => deep,
  weak: () => new WeakMap(),
  makeAdder: (by) => (value) => value + by,
  invoke: (channel, value) => ipcRenderer.invoke(channel, value),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  sync: () => why(() => ipcRenderer.sendSync('echo', 1)),
  page: () => [typeof globalThis.fromPage, Object.prototype.polluted ?? 'clean', typeof document.body],
  refused: {
    again: why(() => contextBridge.exposeInMainWorld('document', {})),
    fs: why(() => require('fs')),
  },
})
contextBridge.exposeInMainWorld('only', 'a text')
