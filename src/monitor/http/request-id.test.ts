import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { requestIdOf } from './request-id.ts'

const asked = (id?: string | string[]) => ({ headers: { 'x-request-id': id } }) as unknown as IncomingMessage
const nothingIsSecret = () => false
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it.each(['a', 'call-7', 'A.b_C-9', 'x'.repeat(64)])('keeps %j', (id) => {
  expect(requestIdOf(asked(id), nothingIsSecret)).toBe(id)
})

it.each([undefined, '', 'x'.repeat(65), 'a b', 'a/b', 'é', 'a\n', ['a', 'b']])('gives one of its own for %j', (id) => {
  expect(requestIdOf(asked(id), nothingIsSecret)).toMatch(uuid)
})

it('[SEC-1] keeps none that is secret', () => {
  expect(requestIdOf(asked('hunter2'), (text) => text === 'hunter2')).toMatch(uuid)
})

it('is the same whenever a request is asked, and another for each', () => {
  const [one, other] = [asked(), asked()]
  const id = requestIdOf(one, nothingIsSecret)
  expect(requestIdOf(one, nothingIsSecret)).toBe(id)
  expect(requestIdOf(other, nothingIsSecret)).not.toBe(id)
})
