import { keccak_256 } from '@noble/hashes/sha3.js'

/** `[LI-6]` An EVM address as EIP-55 spells it: its letters say by their case whether it was copied right. */
export function checksummed(address: string): string {
  const digits = address.slice(2).toLowerCase()
  const hash = keccak_256(Buffer.from(digits, 'latin1'))
  let spelled = '0x'
  for (let i = 0; i < digits.length; i++) {
    const half = (hash[i >> 1]! >> (i % 2 === 0 ? 4 : 0)) & 15
    spelled += half > 7 ? digits[i]!.toUpperCase() : digits[i]!
  }
  return spelled
}

const oneCase = /^0[xX](?:[0-9a-f]+|[0-9A-F]+)$/

/** Whether an EVM address has a checksum, which is wrong; letters of one case alone are none. */
export function hasWrongChecksum(address: string): boolean {
  return !oneCase.test(address) && checksummed(address) !== address
}
