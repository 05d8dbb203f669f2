import { expect, it } from 'vitest'
import { isCompatible, problemOfAnswer, problemOfClose, problemOfError } from './connection-problem.ts'

const failed = (code: string, message = code) => problemOfError(Object.assign(new Error(message), { code }))

it.each([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'unknown_host'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNRESET', 'no_answer'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_untrusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_name'],
  ['CERT_HAS_EXPIRED', 'tls_date'],
  ['EPROTO', 'tls_none'],
  ['HPE_INVALID_CONSTANT', 'not_batchdeck'],
  ['EWHATEVER', 'lost'],
])('[DT-4] says what %s means', (code, fault) => {
  expect(failed(code)).toEqual({ fault, detail: code })
})

it('[DT-4] knows a handshake that took too long', () => {
  expect(problemOfError(new Error('Opening handshake has timed out'))).toEqual({ fault: 'timeout', detail: '' })
})

it.each([
  [401, '{"code":"UNAUTHORIZED"}', true, 'token_wrong'],
  [401, '{"code":"UNAUTHORIZED"}', false, 'token_missing'],
  [403, '{"code":"FORBIDDEN"}', true, 'not_allowed'],
  [503, '{"code":"SERVER_SHUTDOWN"}', true, 'stopped'],
  [503, '{"code":"TOO_MANY_CONNECTIONS"}', true, 'busy'],
  [401, '<h1>Basic</h1>', true, 'not_batchdeck'],
  [200, 'null', true, 'not_batchdeck'],
  [301, '', true, 'not_batchdeck'],
])('[DT-4] tells a refusal of a monitor from that of another server: %i %s', (status, body, hasToken, fault) => {
  expect(problemOfAnswer(status, body, hasToken)).toEqual({ fault, detail: `HTTP ${status}` })
})

it('[DT-4] knows why an open connection ended', () => {
  expect(problemOfClose(1012)).toEqual({ fault: 'stopped', detail: '1012' })
  expect(problemOfClose(4413)).toEqual({ fault: 'busy', detail: '4413' })
  expect(problemOfClose(1006)).toEqual({ fault: 'lost', detail: '' })
})

it.each([
  ['0.1.0', '0.1.9', true],
  ['0.1.0', '0.2.0', false],
  ['1.4.0', '1.9.3', true],
  ['1.4.0', '2.0.0', false],
  ['0.1.0', '1.1.0', false],
  ['nginx', '0.1.0', false],
  ['', '', false],
])('[DT-4] a monitor of %s is shown by an app of %s: %s', (theirs, ours, isShown) => {
  expect(isCompatible(theirs, ours)).toBe(isShown)
})
