import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Monitor } from '../../monitor/monitor.ts'
import type { AppLog } from './app-log.ts'
import type { UnderWay } from './quit-question.ts'

const electron = vi.hoisted(() => ({ app: null as unknown, powerMonitor: null as unknown, underWay: false }))
vi.mock('electron', () => electron)
vi.mock('./own-fleet.ts', () => ({ ownFleet: () => ({}) }))
vi.mock('./quit-question.ts', () => ({
  underWay: () => (electron.underWay ? ({ rollouts: [], imports: [null] } satisfies UnderWay) : null),
}))
const { AppEnd } = await import('./app-end.ts')

/** What Electron does: it asks everybody, and then closes the windows. */
class App extends EventEmitter {
  ended = 0
  quit = () => {
    let isPrevented = false
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) })
    if (!isPrevented) this.ended++
  }
}

let app: App
let power: EventEmitter
let end: InstanceType<typeof AppEnd>
let done: string[]
let answer: PromiseWithResolvers<boolean>
let closed: PromiseWithResolvers<void>
let signals: Map<string, () => void>

beforeEach(() => {
  app = new App()
  power = new EventEmitter()
  Object.assign(electron, { app, powerMonitor: power, underWay: true })
  done = []
  answer = Promise.withResolvers()
  closed = Promise.withResolvers()
  signals = new Map()
  vi.spyOn(process, 'on').mockImplementation((name, handler) => {
    signals.set(String(name), handler as () => void)
    return process
  })
  const log = { write: (line: string) => void done.push(line), close: async () => void done.push('log closed') }
  end = new AppEnd({
    log: log as unknown as AppLog,
    ask: () => {
      done.push('asked')
      return answer.promise
    },
    letGo: () => void done.push('window let go'),
  })
  end.listen()
  end.keep({
    close: () => {
      done.push('monitor closes')
      return closed.promise
    },
  } as unknown as Monitor)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

describe('[DT-16] the end of the app', () => {
  it('is asked about once, and nothing has changed where it is not meant', async () => {
    app.quit()
    app.quit()
    expect(done).toEqual(['asked'])
    answer.resolve(false)
    await settled()
    expect(done).toEqual(['asked'])
    expect(app.ended).toBe(0)
    app.quit()
    expect(done).toEqual(['asked', 'asked'])
  })

  it('waits until everything is on disk, however often it is asked for', async () => {
    app.quit()
    answer.resolve(true)
    await settled()
    app.quit()
    expect(done).toEqual(['asked', 'window let go', 'monitor closes'])
    expect(end.isLeaving).toBe(true)
    expect(app.ended).toBe(0)
    closed.resolve()
    await settled()
    expect(done.at(3)).toBe('log closed')
    expect(app.ended).toBe(1)
  })

  it('comes all the same where the monitor does not end well', async () => {
    electron.underWay = false
    app.quit()
    closed.reject(new Error('full'))
    await settled()
    expect(done).toContain('The monitor did not end well: Error: full')
    expect(app.ended).toBe(1)
  })

  it('comes all the same where the monitor never ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    electron.underWay = false
    app.quit()
    await vi.advanceTimersByTimeAsync(19_999)
    expect(app.ended).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(done).toContain('The monitor has not ended within 20 s.')
    expect(app.ended).toBe(1)
  })

  it.each(['SIGINT', 'SIGTERM', 'shutdown', 'session-end'])('is not asked about at %s', (how) => {
    if (how === 'session-end') {
      end.decide()
      app.quit()
    } else if (how === 'shutdown') power.emit('shutdown')
    else signals.get(how)?.()
    expect(done).toEqual(['window let go', 'monitor closes'])
  })

  it('comes at the end of the session although the question is still open', () => {
    app.quit()
    power.emit('shutdown')
    expect(done).toEqual(['asked', 'window let go', 'monitor closes'])
  })
})
