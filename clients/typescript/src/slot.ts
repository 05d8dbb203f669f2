/**
 * The slot of a target: its hash, modulo the number of slots; the same as the monitor finds (PL-1). Where a task compares
 * addresses without their case (`identity` other than `exact`), give it in lower case and without a chain in front of it.
 * @throws {RangeError} where `slots` is no whole number of at least 1
 */
export function slotOf(target: string, slots = 256): number {
  if (!Number.isInteger(slots) || slots < 1) throw new RangeError('There is at least one slot.')
  return murmur3(new TextEncoder().encode(target)) % slots
}

/** MurmurHash3 x86 32-bit with seed 0, unsigned. Source: Austin Appleby, MurmurHash3_x86_32 (public domain). */
function murmur3(bytes: Uint8Array): number {
  let hash = 0
  let block = 0
  for (const [i, byte] of bytes.entries()) {
    block |= byte << ((i % 4) * 8)
    if (i % 4 !== 3) continue
    hash ^= scramble(block)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
    block = 0
  }
  hash ^= scramble(block) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}
