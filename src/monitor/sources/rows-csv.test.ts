import { describe, expect, it } from 'vitest'
import { csvHead, csvRows } from './rows-csv.ts'

describe('[SO-1] the rows of a query as a table', () => {
  it('have what a database gives as the text that means it', () => {
    const row = [
      null,
      undefined,
      7,
      9007199254740993n,
      true,
      'a"b',
      Buffer.from('c0ffee', 'hex'),
      new Date(0),
      { a: [1] },
    ]
    expect(csvRows([row, ['x', 'y']]).toString()).toBe(
      ',,7,9007199254740993,true,"a""b",0xc0ffee,1970-01-01T00:00:00.000Z,"{""a"":[1]}"\r\nx,y\r\n',
    )
    expect(csvRows([[new Date(Number.NaN)]]).toString()).toBe('\r\n')
  })

  it('have their first column for the targets where none is called so', () => {
    const isTarget = (name: string) => name === 'address'
    expect(csvHead(['chain', 'address'], isTarget)).toBe('chain,address\r\n')
    expect(csvHead(['n', 'chain'], isTarget)).toBe('target,chain\r\n')
  })
})
