/** PNG by their edge in pixels. */
export type Pictures = ReadonlyMap<number, Buffer>

/** The sizes that Windows looks for; there are no larger ones. */
export const icoSizes = [16, 24, 32, 48, 64, 128, 256] as const

/** What macOS names each size by; most stand for half of it, too, on a screen of twice the density. */
export const icnsTypes = [
  ['icp4', 16],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const

/** An icon of Windows: a directory, and a PNG of each size. @throws where a size is missing */
export function ico(pictures: Pictures): Buffer {
  const data = icoSizes.map((size) => pictureOf(pictures, size))
  const head = Buffer.alloc(6 + 16 * data.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(data.length, 4)
  let offset = head.length
  for (const [i, size] of icoSizes.entries()) {
    const { length } = data[i]!
    const at = 6 + 16 * i
    // 256 is written as 0.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += length
  }
  return Buffer.concat([head, ...data])
}

/** An icon of macOS: blocks of a type, a length and a PNG. @throws where a size is missing */
export function icns(pictures: Pictures): Buffer {
  return block(
    'icns',
    icnsTypes.map(([type, size]) => block(type, [pictureOf(pictures, size)])),
  )
}

function pictureOf(pictures: Pictures, size: number): Buffer {
  const picture = pictures.get(size)
  if (!picture) throw new Error(`There is no picture of ${size} pixels.`)
  return picture
}

function block(type: string, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(head.length + body.length, 4)
  return Buffer.concat([head, body])
}
