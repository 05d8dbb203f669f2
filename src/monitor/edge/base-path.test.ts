import { expect, it } from 'vitest'
import { BasePath } from './base-path.ts'

it('[ED-2] what is asked for may have the base path in front or not; what is given has it', () => {
  const base = new BasePath('/batchdeck')
  const asked = ['/batchdeck/api/tasks?x=1', '/api/tasks', '/batchdeck/', '/batchdecks/x', '/batchdeck/batchdeck/x']
  expect(asked.map((url) => base.strip(url))).toEqual([
    '/api/tasks?x=1',
    '/api/tasks',
    '/',
    '/batchdecks/x',
    '/batchdeck/x',
  ])
  expect(base.strip('http://deck:1/batchdeck/api/tasks')).toBe('http://deck:1/api/tasks')
  expect(base.at('/api/tasks')).toBe('/batchdeck/api/tasks')
  expect([base.isBare('/batchdeck'), base.isBare('/batchdeck/'), base.isBare('/')]).toEqual([true, false, false])
})

it('[ED-2] without one everything is where it is', () => {
  const none = new BasePath(null)
  expect([none.strip('/api/tasks'), none.at('/api/tasks'), none.isBare('')]).toEqual([
    '/api/tasks',
    '/api/tasks',
    false,
  ])
})
