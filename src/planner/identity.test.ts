import { describe, expect, it } from 'vitest'
import { canonical, chainParts, compareTargets, identities, isSameTarget } from './identity.ts'

const lower = '0xdac17f958d2ee523a2206206994597c13d831ec7'
const checksummed = '0xdAC17F958D2ee523a2206206994597C13D831ec7'
const mint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'

describe('[ID-1] the canonical form of a target', () => {
  it.each([
    [checksummed, lower],
    [checksummed.toUpperCase().replace('0X', '0x'), lower],
    [checksummed.toUpperCase(), lower],
    [`eth:${checksummed}`, lower],
    [`eip155:1:${checksummed}`, lower],
    [`arb1:${lower}`, lower],
    [mint, mint],
    [checksummed.slice(0, -1), checksummed.slice(0, -1)],
    [`${checksummed}A`, `${checksummed}A`],
    [checksummed.replace('C', 'G'), checksummed.replace('C', 'G')],
    [`x${checksummed.slice(1)}`, `x${checksummed.slice(1)}`],
    [`:${checksummed}`, `:${checksummed}`],
    [`a:b:c:${checksummed}`, `a:b:c:${checksummed}`],
    [`https://etherscan.io/token/${checksummed}`, `https://etherscan.io/token/${checksummed}`],
    ['', ''],
  ])('of %s is %s', (target, form) => {
    expect(canonical('evm', target)).toBe(form)
    expect(canonical('auto', target)).toBe(form)
    expect(canonical('exact', target)).toBe(target)
    for (const identity of identities)
      expect(canonical(identity, canonical(identity, target))).toBe(canonical(identity, target))
  })

  it('leaves a chain and its address', () => {
    expect(chainParts(`eth:${checksummed}`)).toEqual({ chain: 'eth', target: checksummed })
    expect(chainParts(`eip155:1:${lower}`)).toEqual({ chain: 'eip155:1', target: lower })
    for (const text of [lower, mint, `eth:${mint}`, `:${lower}`, `eth:${lower}0`]) expect(chainParts(text)).toBeNull()
  })

  it('makes two spellings one target, and orders all others', () => {
    expect(isSameTarget('evm', checksummed, lower)).toBe(true)
    expect(isSameTarget('exact', checksummed, lower)).toBe(false)
    expect(compareTargets('auto', checksummed, `eth:${lower}`)).toBe(0)
    expect(compareTargets('exact', 'B', 'a')).toBe(-1)
    expect(compareTargets('auto', mint.toLowerCase(), mint)).toBe(1)
  })
})
