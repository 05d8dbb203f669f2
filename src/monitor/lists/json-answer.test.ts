import { describe, expect, it } from 'vitest'
import { ListIntake } from './list-intake.ts'
import { noLimits } from './list-reader.ts'

const A = '0x52908400098527886E0F7030069857D2E4169EE7'

function read(body: unknown, format: 'auto' | 'text' = 'auto') {
  const intake = new ListIntake(format, 'replace', noLimits)
  intake.accept(Buffer.from(JSON.stringify(body)))
  return intake.end()
}

describe('[LI-5] JSON that says that it failed', () => {
  it.each<[object, string]>([
    [{ success: false, data: [A] }, 'success: false'],
    [{ data: [A], ok: 0 }, 'ok: 0'],
    [{ isSuccess: 'false', message: 'key expired', result: [A] }, 'key expired'],
    [{ status: 'error', data: [A] }, 'status: error'],
    [{ status: 503, data: [A] }, 'status: 503'],
    [{ code: 429, data: [A] }, 'code: 429'],
    [{ code: '40001', msg: 'bad sign', data: [A] }, 'bad sign'],
    [{ code: -2, data: [A] }, 'code: -2'],
    [{ retCode: 10001, data: [A] }, 'retCode: 10001'],
    [{ error_code: 1001, data: [A] }, '1001'],
    [{ errors: [{ message: 'timeout of a resolver' }], data: { tokens: [A] } }, 'timeout of a resolver'],
    [{ data: { tokens: [A] }, 'error-type': 'quota' }, 'quota'],
    [{ status: '0', message: 'NOTOK', result: 'Max rate limit reached' }, 'Max rate limit reached'],
    [{ state: 'QUERY_STATE_FAILED', result: { rows: [] } }, 'state: QUERY_STATE_FAILED'],
    [{ status: { error_code: 1008, error_message: 'too fast' }, data: [A] }, '1008'],
    [{ data: { success: false, list: [A] } }, 'success: false'],
    [{ message: 'Unauthorized' }, 'Unauthorized'],
    [{ message: 'rate limit exceeded', data: [A] }, 'rate limit exceeded'],
    [{ msg: 'Invalid API key', data: [A] }, 'Invalid API key'],
  ])('%j is refused', (body, text) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ reason: 'body_is_error', values: { text } }) as Error)
    if (!('data' in body) || !Array.isArray(body.data)) return
    expect(() => read(body, 'text')).toThrow(expect.objectContaining({ reason: 'body_is_error' }) as Error)
  })

  it.each<object>([
    { success: true, code: 0, data: [A] },
    { status: '1', message: 'OK', result: [A] },
    { status: 'ok', code: 200, error: null, errors: [], data: [A] },
    { code: '00000', msg: 'success', data: [A] },
    { code: 1, message: 'OK', result: [A] },
    { status: { error_code: 0, error_message: null }, data: [A] },
    { state: 'QUERY_STATE_COMPLETED', result: { rows: [{ contract_address: A }] } },
    { title: 'Not found elsewhere', note: 'Errors are rare', tokens: [A] },
    { errors: 0, err: '', error: 'none', data: [A] },
    { target: A, status: 'failed', code: 404 },
  ])('%j is not', (body) => {
    expect(read(body)).toMatchObject({ targets: 1, invalid: 0, suspicious: 0 })
  })
})
