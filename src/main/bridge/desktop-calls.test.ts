import { expect, it } from 'vitest'
import { callDesktop, type DesktopHandlers } from './desktop-calls.ts'

const given: unknown[] = []
const handlers = {
  change(params: unknown) {
    given.push(params)
    return null
  },
} as unknown as DesktopHandlers

it('[SEC-3] a page can call what the app offers, and nothing else', async () => {
  expect(await callDesktop(handlers, 'change', { close: 'tray' })).toBeNull()
  expect(given).toEqual([{ close: 'tray' }])
  for (const method of ['constructor', '__proto__', 'toString', 'x'.repeat(100)]) {
    await expect(callDesktop(handlers, method, {})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `"${method.slice(0, 64)}" is not a method of this app.`,
    })
  }
})

it.each([
  [{ close: 'explode' }, '/close'],
  [{ notify: { storage: true } }, '/notify/storage'],
  [{ paused_until: 1 }, '/paused_until'],
  [null, '/'],
])('[SEC-3] %j is not what it takes', async (params, path) => {
  given.length = 0
  await expect(callDesktop(handlers, 'change', params)).rejects.toMatchObject({
    code: 'INVALID_MESSAGE',
    complaints: [{ path }],
  })
  expect(given).toEqual([])
})
