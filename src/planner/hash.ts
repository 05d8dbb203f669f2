/** The number of slots of a task. A target's slot never changes (PL-1). */
export const SLOT_COUNT = 256

/**
 * MurmurHash3 x86 32-bit of the UTF-8 bytes of `text`, as an unsigned integer (PL-1).
 * The same as `mmh3.hash(text, seed, signed=False)` in Python and Guava's `murmur3_32_fixed` in Java.
 * A lone surrogate counts as U+FFFD, as every UTF-8 encoder writes it.
 * Source: Austin Appleby, MurmurHash3_x86_32 (public domain).
 */
export function murmur3(text: string, seed = 0): number {
  const length = text.length
  const blocksEnd = length - (length % 4)
  let hash = seed | 0
  // One pass that assumes ASCII, where a code unit is a byte, and notes whether that was true: targets nearly always are.
  let seen = 0
  let i = 0
  for (; i < blocksEnd; i += 4) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    const c = text.charCodeAt(i + 2)
    const d = text.charCodeAt(i + 3)
    seen |= a | b | c | d
    hash = mixBlock(hash, a | (b << 8) | (c << 16) | (d << 24))
  }
  let tail = 0
  for (let shift = 0; i < length; i++, shift += 8) {
    const unit = text.charCodeAt(i)
    seen |= unit
    tail |= unit << shift
  }
  if (seen > 127) return murmur3Bytes(utf8(text), seed)
  return finish(hash ^ scramble(tail), length)
}

/** The slot of a target, 0–255: the lowest 8 bits of its hash (PL-1). */
export function slotOf(target: string): number {
  return murmur3(target) & (SLOT_COUNT - 1)
}

function murmur3Bytes(bytes: readonly number[], seed: number): number {
  const length = bytes.length
  const blocksEnd = length - (length % 4)
  let hash = seed | 0
  let block = 0
  for (let i = 0; i < length; i++) {
    block |= bytes[i]! << ((i % 4) * 8)
    if (i % 4 === 3 && i < blocksEnd) {
      hash = mixBlock(hash, block)
      block = 0
    }
  }
  return finish(hash ^ scramble(block), length)
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

function mixBlock(hash: number, block: number): number {
  const h = hash ^ scramble(block)
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function finish(hash: number, length: number): number {
  let h = hash ^ length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** UTF-8 by hand: `TextEncoder` belongs to the DOM and to Node, and this folder may use neither. */
function utf8(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point))
    else if (point >= 0xd800 && point < 0xe000) bytes.push(0xef, 0xbf, 0xbd)
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point))
    else bytes.push(0xf0 | (point >> 18), continuation(point >> 12), continuation(point >> 6), continuation(point))
  }
  return bytes
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f)
}
