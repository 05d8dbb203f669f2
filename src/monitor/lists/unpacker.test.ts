import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Packing, Unpacker } from './unpacker.ts'

async function unpack(packing: Packing, bytes: Buffer, size = 1000): Promise<{ text: string; isPacked: boolean }> {
  const out: Buffer[] = []
  const unpacker = new Unpacker(packing, async (piece) => void out.push(Buffer.from(piece)))
  for (let from = 0; from < bytes.length; from += size) await unpacker.accept(bytes.subarray(from, from + size))
  await unpacker.end()
  return { text: Buffer.concat(out).toString(), isPacked: unpacker.isPacked }
}

describe('[LI-1] gzip', () => {
  it('is the same in any number of members, with zeros behind or without, however it is cut', async () => {
    const members = fc.array(fc.string({ maxLength: 50 }), { minLength: 1, maxLength: 5 })
    const packing = fc.constantFrom<Packing>('gzip', 'look')
    await fc.assert(
      fc.asyncProperty(
        members,
        fc.nat(600),
        fc.integer({ min: 1, max: 70 }),
        packing,
        async (parts, zeros, size, how) => {
          const packed = Buffer.concat([...parts.map((part) => gzipSync(part)), Buffer.alloc(zeros)])
          const text = Buffer.from(parts.join('')).toString()
          expect(await unpack(how, packed, size)).toEqual({ text, isPacked: true })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is seen by how it begins; what is not packed is passed on as it is', async () => {
    for (const text of ['', 'a', 'ab', 'plain']) {
      expect(await unpack('look', Buffer.from(text), 1)).toEqual({ text, isPacked: false })
    }
  })

  it.each([
    ['is cut off', gzipSync('a\nb\n').subarray(0, -4)],
    ['has a wrong sum', gzipSync('a\nb\n').fill(0, 16)],
    ['is none', Buffer.from('plain')],
    ['has something else behind it', Buffer.concat([gzipSync('a'), Buffer.from('rubbish')])],
  ])('is refused where it %s', async (_what, bytes) => {
    await expect(unpack('gzip', bytes, 3)).rejects.toMatchObject({ code: 'INVALID_ENCODING' })
  })

  it('[HT-2] is refused where it unpacks to far too much, and whoever goes on is told again', async () => {
    const bomb = gzipSync(Buffer.alloc(40_000_000))
    await expect(unpack('gzip', bomb)).rejects.toMatchObject({ code: 'TOO_LARGE' })
    const unpacker = new Unpacker('gzip', async () => {
      throw new Error('enough')
    })
    const sent = Array.from({ length: 50 }, () => unpacker.accept(gzipSync(Buffer.alloc(100_000))))
    await expect(Promise.all(sent).then(() => unpacker.end())).rejects.toThrow('enough')
  })
})
