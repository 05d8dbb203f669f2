import { describe, expect, it } from 'vitest'
import type { Caller } from './context.ts'
import { ViewerTurns } from './viewer-turns.ts'

const operator: Caller = {
  role: 'operator',
  token: null,
  isAdmin: false,
  pattern: null,
  maxConsumers: null,
  via: 'http',
  remote: '10.0.0.1',
}
const viewerAt = (remote: string): Caller => ({ ...operator, role: 'viewer', remote })

function setUp() {
  const turns = new ViewerTurns()
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (caller: Caller, name: string) =>
    turns.run(caller, () => {
      begun.push(name)
      return new Promise<string>((end) => void ends.set(name, () => end(name)))
    })
  const end = async (name: string) => {
    ends.get(name)!()
    await new Promise((done) => void setImmediate(done))
  }
  return { turns, begun, ask, end }
}

describe('[PL-12] viewers and the planning thread', () => {
  it('have it one after the other, and after operators, who do not wait', async () => {
    const { begun, ask, end } = setUp()
    const answers = [
      ask(viewerAt('a'), 'a1'),
      ask(viewerAt('b'), 'b1'),
      ask(operator, 'o1'),
      ask(operator, 'o2'),
      ask(viewerAt('a'), 'a2'),
    ]
    await end('o1')
    expect(begun).toEqual(['o1', 'o2', 'a1'])
    await end('a1')
    expect(begun).toEqual(['o1', 'o2', 'a1'])
    await end('o2')
    await end('b1')
    await end('a2')
    expect(begun).toEqual(['o1', 'o2', 'a1', 'b1', 'a2'])
    expect(await Promise.all(answers)).toEqual(['a1', 'b1', 'o1', 'o2', 'a2'])
  })

  it('go on after one that fails', async () => {
    const { turns } = setUp()
    await expect(turns.run(viewerAt('a'), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(turns.run(operator, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await turns.run(viewerAt('a'), () => 7)).toBe(7)
  })

  it('[ED-4] are one where their addresses are of one /64', async () => {
    const { ask } = setUp()
    void ask(viewerAt('2001:db8::1'), 'first')
    for (let i = 0; i < 8; i++) void ask(viewerAt(`2001:db8::${i}`), `a${i}`)
    await expect(ask(viewerAt('2001:db8::9'), 'too many')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    void ask(viewerAt('2001:db8:0:1::1'), 'another')
  })

  it('are refused where too many wait: of one address, and of all', async () => {
    const { ask, end } = setUp()
    void ask(viewerAt('a'), 'first')
    for (let i = 0; i < 8; i++) void ask(viewerAt('a'), `a${i}`)
    await expect(ask(viewerAt('a'), 'too many')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    for (let i = 0; i < 56; i++) void ask(viewerAt(`b${i}`), `b${i}`)
    await expect(ask(viewerAt('c'), 'too many')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    void ask(operator, 'o')
    await end('o')
    await end('first')
    void ask(viewerAt('c'), 'c')
    await end('a0')
  })
})
