import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { MAX_PIECE_LENGTH } from '../../../contract/procedures.ts'
import type { ConsoleBackend } from '../../../console/client.ts'
import { readSource } from './list-source.ts'
import { sendList, type SendProgress } from './send-list.ts'

const report = { targets: 1, invalid: 0, complaints: [], can_skip: true, ignored_columns: [] }

/** A monitor that takes whatever it is sent. */
class FakeMonitor implements Pick<ConsoleBackend, 'call'> {
  readonly calls: string[] = []
  readonly pieces: string[] = []
  failAt = Infinity

  call: ConsoleBackend['call'] = async (method, params) => {
    this.calls.push(method)
    if (this.calls.length > this.failAt) throw new Error('gone')
    if (method === 'import.open') return { import_id: 7 } as never
    if (method === 'import.close') return report as never
    if (method === 'import.piece') {
      this.pieces.push((params as { piece: string }).piece)
      return { bytes: 1, lines: this.pieces.length } as never
    }
    return null as never
  }
}

async function send(
  monitor: FakeMonitor,
  content: string | Uint8Array<ArrayBuffer>,
  signal = new AbortController().signal,
) {
  const source = await readSource(new Blob([content]), 'list.txt')
  const progress: SendProgress[] = []
  const sent = sendList(monitor, {
    taskId: 1,
    source,
    format: source.format,
    signal,
    onOpen: () => {},
    onProgress: (next) => progress.push(next),
  })
  return { sent, progress, source }
}

describe('sending a list', () => {
  it('[HT-2] sends it once, in pieces that a piece may be, and says how far it is', async () => {
    const monitor = new FakeMonitor()
    const content = '好\u{1F600}a\n'.repeat(200_000)
    const { sent, progress } = await send(monitor, content)
    expect(await sent).toEqual(report)
    expect(monitor.pieces.join('') === content).toBe(true)
    expect(monitor.pieces.every((piece) => piece.length <= MAX_PIECE_LENGTH && piece.isWellFormed())).toBe(true)
    expect(monitor.calls.filter((method) => method !== 'import.piece')).toEqual(['import.open', 'import.close'])
    expect(progress.at(-1)).toEqual({ share: 1, lines: monitor.pieces.length })
    expect(progress.length).toBeGreaterThan(3)
  })

  it('unpacks what is packed, whatever it is called', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const monitor = new FakeMonitor()
        const { sent, source } = await send(monitor, new Uint8Array(gzipSync(content)))
        await sent
        expect(source.isGzip).toBe(true)
        expect(monitor.pieces.join('')).toBe(content)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['what is not UTF-8', 'notUtf8', Uint8Array.from([0x61, 0xff, 0x0a])],
    ['a character that is cut off at the end', 'notUtf8', Uint8Array.from([0x61, 0xe5, 0xa5])],
    ['gzip that is cut off', 'notGzip', new Uint8Array(gzipSync('a\nb\n')).slice(0, -5)],
  ])('refuses %s, and leaves nothing of it with the monitor', async (_what, fault, content) => {
    const monitor = new FakeMonitor()
    const { sent } = await send(monitor, content)
    await expect(sent).rejects.toMatchObject({ fault })
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
    const { sent } = await send(monitor, 'a\n'.repeat(1_000_000), controller.signal)
    await expect(sent).rejects.toThrow('aborted')
    expect(monitor.pieces.length).toBeLessThan(5)
    expect(monitor.calls.at(-1)).toBe('import.discard')
  })

  it('what the monitor refuses it with is what the operator is told', async () => {
    const monitor = new FakeMonitor()
    monitor.failAt = 2
    const { sent } = await send(monitor, 'a\n'.repeat(1_000_000))
    await expect(sent).rejects.toThrow('gone')
  })

  it('shows how a list begins, and guesses its format where its name says nothing', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `t${i},high`)
    const source = await readSource(new Blob([lines.join('\r\n')]), null)
    expect(source).toMatchObject({ name: null, isGzip: false, format: 'csv', head: lines.slice(0, 8) })
    expect(await readSource(new Blob(['a,high']), 'x.txt')).toMatchObject({ format: 'text' })
    expect(await readSource(new Blob([]), null)).toMatchObject({ format: 'text', head: [''] })
  })
})
