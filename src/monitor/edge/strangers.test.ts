import { describe, expect, it } from 'vitest'
import { Strangers } from './strangers.ts'

function crowd(most: number, perAddress: number) {
  let now = 0
  let next = 0
  const strangers = new Strangers({ most, perAddress }, () => now)
  const cut: string[] = []
  return {
    strangers,
    cut,
    pass: (ms: number) => (now += ms),
    come: (address: string, count = 1) =>
      Array.from({ length: count }, () => {
        const id = `${address}#${next++}`
        return strangers.admit(id, address, () => cut.push(id)) ? id : null
      }),
  }
}

describe('[ED-4] strangers', () => {
  it('of one address may be many at once: a whole fleet is behind it', () => {
    const { strangers, come, cut } = crowd(10_000, 100)
    expect(come('10.0.0.1', 9000)).not.toContain(null)
    expect([strangers.size, cut.length]).toEqual([9000, 0])
  })

  it('that are many keep nobody else out: of the address that has most the oldest goes', () => {
    const { strangers, come, cut } = crowd(100, 1000)
    const [first, second] = come('6.6.6.6', 100)
    const [operator] = come('10.0.0.1')
    expect(operator).not.toBeNull()
    expect(come('2001:db8::1')).not.toContain(null)
    expect(cut).toEqual([first, second])
    expect(strangers.size).toBe(100)
  })

  it('cannot gain by the many addresses of one network', () => {
    const { come, cut } = crowd(4, 1000)
    const all = ['2001:db8:6::1', '2001:db8:6::2', '2001:db8:6::3'].flatMap((address) => come(address))
    come('10.0.0.1')
    expect(come('10.0.0.2')).not.toContain(null)
    expect(cut).toEqual([all[0]])
  })

  it('of the largest crowd are refused until its oldest has had its time', () => {
    const { come, cut, pass } = crowd(3, 1000)
    const [first] = come('6.6.6.6', 3)
    pass(9_999)
    expect(come('6.6.6.6')).toEqual([null])
    pass(1)
    expect(come('6.6.6.6')).not.toContain(null)
    expect(cut).toEqual([first])
  })

  it('of one address are held to its share once half of all are there', () => {
    const { come, cut, pass } = crowd(100, 10)
    const before = come('6.6.6.6', 50)
    pass(10_000)
    come('6.6.6.6', 3)
    expect(cut).toEqual(before.slice(0, 3))
  })

  it('are none any more once they have shown who they are, or are gone', () => {
    const { strangers, come, cut } = crowd(2, 1000)
    const [first] = come('10.0.0.1', 2)
    strangers.forget(first!)
    strangers.forget('nobody')
    expect(come('10.0.0.1')).not.toContain(null)
    expect([strangers.size, cut]).toEqual([2, []])
  })
})
