import { Type, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { consumerIdPattern } from './primitives.ts'
import { complaintsOf } from './validation.ts'

const of = (schema: TSchema, value: unknown) => complaintsOf(Compile(Type.Object({ x: schema })), { x: value })

describe('complaints', () => {
  it.each([
    ['of_other_type', Type.Integer(), 'a', { type: 'integer' }],
    ['beyond_limit', Type.Integer({ minimum: 3 }), 2, { comparison: '>=', limit: '3' }],
    ['beyond_limit', Type.Integer({ maximum: 3 }), 4, { comparison: '<=', limit: '3' }],
    ['beyond_limit', Type.Number({ exclusiveMinimum: 0 }), 0, { comparison: '>', limit: '0' }],
    ['beyond_limit', Type.Number({ exclusiveMaximum: 1 }), 1, { comparison: '<', limit: '1' }],
    ['too_short', Type.String({ minLength: 2 }), 'a', { limit: 2 }],
    ['too_long', Type.String({ maxLength: 2 }), 'abc', { limit: 2 }],
    ['too_few', Type.Array(Type.Any(), { minItems: 1 }), [], { limit: 1 }],
    ['too_many', Type.Array(Type.Any(), { maxItems: 1 }), [1, 2], { limit: 1 }],
    ['otherwise_wrong', Type.Number({ multipleOf: 5 }), 3, { detail: 'must be multiple of 5' }],
    ['otherwise_wrong', Type.String({ pattern: '^a$' }), 'b', { detail: 'must match pattern "^a$"' }],
  ])('are %s in the words of the validator, and as data', (complaint, schema, value, values) => {
    const [{ message } = { message: '' }] = Compile(Type.Object({ x: schema })).Errors({ x: value })
    expect(of(schema, value)).toEqual([{ path: '/x', reason: message, complaint, values }])
  })

  it.each([
    ['not_one_of', Type.Enum(['a', 'b']), 'c', 'must be one of a, b', { choices: 'a, b' }],
    ['blank', Type.String({ pattern: String.raw`\S` }), ' ', 'must not be blank', {}],
    [
      'not_consumer_id',
      Type.String({ pattern: consumerIdPattern }),
      'a b',
      'must be 1–128 of letters, digits and . _ : @ -',
      {},
    ],
  ])('are %s in words of our own', (complaint, schema, value, reason, values) => {
    expect(of(schema, value)).toEqual([{ path: '/x', reason, complaint, values }])
  })

  it('name each field that is missing or not known', () => {
    const schema = Type.Object({ a: Type.String(), b: Type.String() }, { additionalProperties: false })
    expect(complaintsOf(Compile(schema), { c: 1 })).toEqual([
      { path: '/a', reason: 'is missing', complaint: 'missing', values: {} },
      { path: '/b', reason: 'is missing', complaint: 'missing', values: {} },
      { path: '/c', reason: 'is not known here', complaint: 'not_known', values: {} },
    ])
    expect(complaintsOf(Compile(schema), 5)).toEqual([
      { path: '/', reason: 'must be object', complaint: 'of_other_type', values: { type: 'object' } },
    ])
  })

  it('are ten at most', () => {
    const names = Array.from({ length: 12 }, (_, i) => `field${i}`)
    const many = Type.Object(Object.fromEntries(names.map((name) => [name, Type.String()])))
    expect(of(many, {}).map(({ path }) => path)).toEqual(names.slice(0, 10).map((name) => `/x/${name}`))
  })
})
