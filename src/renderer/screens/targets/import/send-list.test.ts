import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PIECE_BYTES } from '../../../../contract/procedures.ts'
import type { ConsoleBackend } from '../../../../console/client.ts'
import { sendList, type SendProgress } from './send-list.ts'

const report = { targets: 1, invalid: 0 }

/** A monitor that takes whatever it is sent. */
class FakeMonitor implements Pick<ConsoleBackend, 'call'> {
  readonly calls: string[] = []
  readonly pieces: Buffer[] = []
  opened: unknown = null
  failAt = Infinity

  call: ConsoleBackend['call'] = async (method, params) => {
    this.calls.push(method)
    if (this.calls.length > this.failAt) throw new Error('gone')
    if (method === 'import.open') {
      this.opened = params
      return { import_id: 7 } as never
    }
    if (method === 'import.close') return report as never
    if (method === 'import.piece') {
      this.pieces.push(Buffer.from((params as { bytes: string }).bytes, 'base64'))
      return { bytes: 1, lines: this.pieces.length } as never
    }
    return null as never
  }
}

function send(monitor: FakeMonitor, blob: Blob, signal = new AbortController().signal) {
  const progress: SendProgress[] = []
  const sent = sendList(monitor, {
    source: { name: 'list.txt', blob },
    purpose: { task_id: 1, edit: 'add', format: 'auto', name: 'list.txt' },
    signal,
    onOpen: () => {},
    onProgress: (next) => progress.push(next),
  })
  return { sent, progress }
}

describe('sending a list', () => {
  it('[HT-2] sends it once, in pieces that a piece may be, and says how far it is', async () => {
    const monitor = new FakeMonitor()
    const content = Buffer.from('好\u{1F600}a\n'.repeat(100_000))
    const { sent, progress } = send(monitor, new Blob([content]))
    expect(await sent).toEqual(report)
    expect(Buffer.concat(monitor.pieces).equals(content)).toBe(true)
    expect(monitor.pieces.every(({ length }) => length <= MAX_PIECE_BYTES)).toBe(true)
    expect(monitor.calls.filter((method) => method !== 'import.piece')).toEqual(['import.open', 'import.close'])
    const total_bytes = content.length
    expect(monitor.opened).toEqual({ task_id: 1, edit: 'add', format: 'auto', name: 'list.txt', total_bytes })
    expect(progress.at(-1)).toEqual({ share: 1, lines: monitor.pieces.length })
    expect(progress.length).toBeGreaterThan(3)
  })

  it('sends the bytes as they are, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const monitor = new FakeMonitor()
        await send(monitor, new Blob([new Uint8Array(bytes)])).sent
        expect(Buffer.concat(monitor.pieces).equals(bytes)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('says that a file cannot be read any more, and leaves nothing of it with the monitor', async () => {
    const monitor = new FakeMonitor()
    const blob = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('moved')) }) }
    const { sent } = send(monitor, blob as unknown as Blob)
    await expect(sent).rejects.toMatchObject({ fault: 'unreadable' })
    expect(monitor.calls.at(-1)).toBe('import.discard')
  })

  it('[HT-2] cancelled, it sends nothing more and the monitor forgets what it has', async () => {
    const monitor = new FakeMonitor()
    const controller = new AbortController()
    const take = monitor.call
    monitor.call = async (method, params) => {
      if (monitor.pieces.length === 2) controller.abort()
      return take(method, params)
    }
    const { sent } = send(monitor, new Blob(['a\n'.repeat(1_000_000)]), controller.signal)
    await expect(sent).rejects.toThrow('aborted')
    expect(monitor.pieces.length).toBeLessThan(5)
    expect(monitor.calls.at(-1)).toBe('import.discard')
  })

  it('what the monitor refuses it with is what the operator is told', async () => {
    const monitor = new FakeMonitor()
    monitor.failAt = 2
    const { sent } = send(monitor, new Blob(['a\n'.repeat(1_000_000)]))
    await expect(sent).rejects.toThrow('gone')
  })
})
