import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ListIntake } from './list-intake.ts'
import { noLimits } from './list-reader.ts'
import { parsedItems } from './json-text.ts'

function attributesOf(body: string, format: 'json' | 'ndjson') {
  const intake = new ListIntake(format, 'replace', noLimits)
  intake.accept(Buffer.from(body))
  const { reading, invalid } = intake.end()
  return { attributes: reading.rows.map(({ attributes }) => attributes), invalid }
}

it('[AT-1] a number keeps the digits it was written with', () => {
  const item = '{"target":"a","supply":12345678901234567890,"price":1.10,"big":1e400,"id":7,"rate":-2.5E-3}'
  const attributes = [{ supply: '12345678901234567890', price: '1.10', big: '1e400', id: '7', rate: '-2.5E-3' }]
  expect(attributesOf(`[${item}]`, 'json')).toEqual({ attributes, invalid: 0 })
  expect(attributesOf(item, 'ndjson')).toEqual({ attributes, invalid: 0 })
})

it('[LI-4] a number is no target and no priority, however long it is', () => {
  expect(attributesOf('[{"target":12345678901234567890}]', 'json')).toEqual({ attributes: [], invalid: 1 })
  expect(attributesOf('[{"target":"a","priority":1.10}]', 'json')).toEqual({ attributes: [], invalid: 1 })
})

it('[LI-4] all else of JSON is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const parsed = parsedItems(text)
      expect(JSON.stringify(parsed)).toBe(JSON.stringify(JSON.parse(text)))
    }),
  )
  expect(() => parsedItems('[1.10,]')).toThrow(expect.objectContaining({ code: 'INVALID_JSON' }) as Error)
})
