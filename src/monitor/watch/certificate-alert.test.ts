import { expect, it } from 'vitest'
import { certificateAlert } from './certificate-alert.ts'

const DAY_MS = 86_400_000
const END = Date.UTC(2026, 11, 6, 9)
const certificate = { first: { name: 'deck.example', expiresAt: END } }
const at = (left: number, warnBefore = 21 * DAY_MS) => certificateAlert(certificate, warnBefore, END - left)

it('[AL-8] says of a certificate that it ends, when, and in how many days; then that it has', () => {
  expect(at(21 * DAY_MS)).toBeNull()
  expect(at(21 * DAY_MS - 1)).toEqual({
    alert_id: 'certificate_expiring',
    kind: 'certificate_expiring',
    message: 'deck.example expires on 2026-12-06 09:00 UTC, in 20 days.',
    reason: 'certificate_ends',
    values: { name: 'deck.example', at: '2026-12-06 09:00 UTC', days: 20 },
    next_at: END,
  })
  expect(at(2 * DAY_MS)?.message).toBe('deck.example expires on 2026-12-06 09:00 UTC, in 2 days.')
  expect(at(2 * DAY_MS - 1)).toMatchObject({ reason: 'certificate_ends_soon', next_at: END })
  expect(at(1)?.reason).toBe('certificate_ends_soon')
  expect(at(0)).toMatchObject({
    message: "deck.example expired on 2026-12-06 09:00 UTC; whoever checks it can't connect.",
  })
  expect(at(0)).not.toHaveProperty('next_at')
})

it('[AL-8] is another alert once a day at most', () => {
  const said = new Set<string>()
  for (let left = 5 * DAY_MS; left > -DAY_MS; left -= 60_000) said.add(JSON.stringify(at(left)))
  expect(said.size).toBe(6)
})

it('[AL-8] says nothing without TLS, where nobody wants to know, or of an end that cannot be read', () => {
  expect(certificateAlert(null, DAY_MS, 0)).toBeNull()
  expect(at(-DAY_MS, 0)).toBeNull()
  expect(certificateAlert({ first: { name: 'x', expiresAt: NaN } }, DAY_MS, 0)).toBeNull()
})
