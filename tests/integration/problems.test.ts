import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { json as readJson } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mediaTypes } from '../../src/contract/list-format.ts'
import { type ErrorCode } from '../../src/contract/errors.ts'
import { type Reason, reasons } from '../../src/contract/reasons.ts'
import { refusal } from '../../src/contract/refusal.ts'
import { bareHttpServer } from '../bare-http-server.ts'
import { type ApiDocument, operationsOf } from './api-contract.ts'
import { notTriedOverHttp, reasonOf } from './http-reasons.ts'
import { problem, problemCases, REQUEST_ID } from './problem-cases.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** Pairs that have a test elsewhere. */
const elsewhere = new Map([
  // history.test.ts: epochs of a first version's database.
  ['diffEpochs', ['CONFLICT']],
  // target-edits.test.ts: of more than there are here.
  ['rollbackTask', ['CONFLICT', 'GUARDED']],
  ['changeTask', ['GUARDED']],
  // slots.test.ts
  ['getSlots', ['CONFLICT']],
  // imports.test.ts
  ['replaceTargets', ['INVALID_ENCODING', 'CANCELLED', 'CONFLICT']],
  ['changeTargets', ['INVALID_ENCODING', 'CANCELLED', 'CONFLICT']],
  ['cancelImport', ['CONFLICT']],
  // named-tokens.test.ts, tokens.test.ts
  ['createToken', ['CONFLICT']],
  ['revokeToken', ['CONFLICT']],
  // backups.test.ts
  ['createBackup', ['CONFLICT']],
  // sources.test.ts, source-access.test.ts
  ['putSource', ['CONFLICT']],
  ['deleteSource', ['CONFLICT']],
  ['applySource', ['CONFLICT', 'GUARDED', 'STALE_EPOCH']],
  ['discardSource', ['CONFLICT']],
  // windows/windows.test.ts: of more than there are here.
  ['createWindow', ['CONFLICT']],
  // channels.test.ts: of one of the settings, of more than there may be
  ['putChannel', ['CONFLICT']],
  ['deleteChannel', ['CONFLICT']],
  // shutdown.test.ts
  ['getReadiness', ['SERVER_SHUTDOWN']],
])

/** What is measured is there whatever fails; whether it takes work is in planning-memory.test.ts. */
const notBehindTheDoor = new Set(['getMetrics', 'getReadiness'])

const json = { 'content-type': 'application/json' }
const maxImport = 'The body is larger than monitor.limits.max-import allows.'

describe('problem documents', () => {
  let running: RunningMonitor
  let consumer: TestConsumer
  let document: ApiDocument
  beforeAll(async () => {
    running = await runMonitor({ 'monitor.limits.max-import': '2KiB', 'monitor.sources.allowed-hosts': 'lists.test' })
    consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('POST', '/api/tasks', { task_id: 2, name: 'Empty' })
    await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
    await running.monitor.api.call('tokens.create', { name: 'eye', role: 'viewer' })
    document = await running.apiDocument()
  })
  afterAll(async () => {
    await consumer[Symbol.asyncDispose]()
    await running[Symbol.asyncDispose]()
  })

  async function ask(method: string, path: string, init: RequestInit = {}, url = running.monitor.address.url) {
    const headers = { ...(init.headers as Record<string, string>), 'x-request-id': REQUEST_ID }
    const response = await fetch(url + path, { method, ...init, headers })
    expect(response.headers.get('x-request-id')).toBe(REQUEST_ID)
    expect(response.headers.get('content-type')).toMatch('application/problem+json')
    const body: unknown = await response.json()
    expect(response.status).toBe((body as { status: number }).status)
    return noted(body)
  }

  /** The reasons that were answered with, by their sentences. */
  const tried = new Set<Reason>()
  function noted<T>(body: T): T {
    const reason = reasonOf(body as { code: ErrorCode; detail: string })
    expect(reason, JSON.stringify(body)).toBeDefined()
    tried.add(reason!)
    return body
  }

  for (const [operation, method, path, body, code, detail, extra] of problemCases) {
    it(`[HT-3] ${operation}: ${method} ${path.slice(0, 60)} ${JSON.stringify(body)} is ${code}`, async () => {
      const isText = typeof body === 'string'
      const headers = { 'content-type': isText ? 'text/plain' : 'application/json' }
      const init = body === null ? {} : { headers, body: isText ? body : JSON.stringify(body) }
      expect(await ask(method, path, init)).toEqual(problem(code, detail, extra))
    })
  }

  it('[HT-3] a body that is no JSON, of an unknown type or too long, wherever there is a body', async () => {
    for (const { method, path: template, operation } of operationsOf(document)) {
      if (!operation.requestBody) continue
      const path = exampleOf(template)
      const send = (type: string, body: string) => ask(method, path, { headers: { 'content-type': type }, body })
      expect(await send('application/json', '{"a":')).toEqual(problem('INVALID_JSON', 'The body is not JSON.'))
      const kind = 'application/xml'
      expect(await send(kind, '<a/>')).toEqual(problem('UNSUPPORTED_MEDIA_TYPE', `${kind} is not accepted here.`))
      const isList = path.endsWith('/targets')
      const long = JSON.stringify({ name: 'x'.repeat(isList ? 3000 : 1024 * 1024) })
      const most = isList ? maxImport : 'The body is larger than 1 MiB, which only target lists may be.'
      expect(await send('application/json', long)).toEqual(problem('TOO_LARGE', most))
      const deep = `${'['.repeat(34)}${']'.repeat(34)}`
      // Of a change a list is refused before that.
      if (method !== 'PATCH' || !isList) {
        expect(await send('application/json', deep)).toEqual(
          problem('INVALID_JSON', 'The JSON is nested more than 32 deep.'),
        )
      }
    }
    const text = { headers: { 'content-type': 'text/plain' }, body: 'a' }
    expect(await ask('PATCH', '/api/tasks/1/targets', text)).toEqual(
      problem(
        'UNSUPPORTED_MEDIA_TYPE',
        'A change is JSON: {"add":[…],"remove":[…]}; a list that is added or removed needs edit=add or edit=remove.',
      ),
    )
  })

  it.each<[what: string, headers: Record<string, string>, body: string | Uint8Array, code: ErrorCode, detail: string]>([
    ['of no type', {}, Uint8Array.of(0x61), 'UNSUPPORTED_MEDIA_TYPE', 'This body is not accepted here.'],
    [
      'in another alphabet',
      { 'content-type': 'text/plain; charset=latin1' },
      'a',
      'UNSUPPORTED_MEDIA_TYPE',
      'A list in latin1 is not accepted; send UTF-8.',
    ],
    [
      'packed otherwise',
      { 'content-type': 'text/plain', 'content-encoding': 'br' },
      'a',
      'UNSUPPORTED_MEDIA_TYPE',
      'Content-Encoding br is not accepted; send gzip or none.',
    ],
    [
      'packed badly',
      { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      'a',
      'INVALID_ENCODING',
      'The body is not gzip, or is cut off.',
    ],
    ['that is not UTF-8', json, Uint8Array.from([0x22, 0xff, 0x22]), 'INVALID_JSON', 'The body is not UTF-8.'],
    [
      'without its targets',
      json,
      '{}',
      'INVALID_MESSAGE',
      'Give {"targets":[…]}, or text/plain with one target a line.',
    ],
    ['that is no object', json, '5', 'INVALID_MESSAGE', 'Give a JSON object with targets.'],
    [
      'with something else',
      json,
      '{"target":["a"]}',
      'INVALID_MESSAGE',
      'There is no list at any of the usual places of this JSON object; it has target. Give {"targets":[…]}.',
    ],
    [
      'beside another one',
      json,
      '{"tokens":["a"],"pairs":["b"]}',
      'INVALID_MESSAGE',
      'Several fields of this JSON object have a list: /tokens, /pairs. Give the one that is meant.',
    ],
    [
      'that is an error',
      json,
      '{"error":"rate_limited"}',
      'INVALID_MESSAGE',
      'This is an error answer, not a list: rate_limited. Nothing was changed.',
    ],
    [
      'that is a page of the web',
      { 'content-type': 'text/plain' },
      '<!doctype html>',
      'INVALID_MESSAGE',
      'This is a web page (HTML) or XML, not a list; nothing was changed.',
    ],
    [
      'in another encoding than it says',
      { 'content-type': 'text/plain; charset=gb18030' },
      Uint8Array.of(0xff, 0xff),
      'INVALID_ENCODING',
      'The list is not gb18030; choose another encoding.',
    ],
    [
      'that is no workbook',
      { 'content-type': mediaTypes.xlsx },
      'a',
      'INVALID_ENCODING',
      'This is no Excel workbook (.xlsx), or it is damaged.',
    ],
    [
      'in an old workbook',
      { 'content-type': mediaTypes.xlsx },
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0),
      'INVALID_ENCODING',
      'This is an old Excel file (.xls), or one with a password; save it as .xlsx without one, or as CSV.',
    ],
    ['whose targets are none', json, '{"targets":"a"}', 'INVALID_MESSAGE', '/targets must be a list.'],
  ])('[HT-1] a list %s', async (_what, headers, body, code, detail) => {
    expect(await ask('PUT', '/api/tasks/1/targets', { headers, body: body as BodyInit })).toEqual(problem(code, detail))
  })

  it('[LI-6] a list that looks wrong, where that is not taken', async () => {
    const init = { headers: { 'content-type': 'text/plain' }, body: 'a,b' }
    expect(await ask('PUT', '/api/tasks/1/targets?on_suspicious=refuse', init)).toMatchObject({
      code: 'INVALID_TARGETS',
      detail: expect.stringContaining('Lines that look wrong: 1; nothing was changed.') as string,
      context: { suspicious: 1, valid: 1 },
    })
  })

  it('[HT-1] a change with something else', async () => {
    const init = { headers: json, body: '{"adds":["a"]}' }
    expect(await ask('PATCH', '/api/tasks/1/targets', init)).toEqual(
      problem('INVALID_MESSAGE', '/adds is not known here.'),
    )
  })

  it('[HT-1] a change that is no object', async () => {
    const init = { headers: json, body: '[]' }
    expect(await ask('PATCH', '/api/tasks/1/targets', init)).toEqual(
      problem('INVALID_MESSAGE', 'Give a JSON object with add and remove.'),
    )
  })

  it('[HT-1] lists with several bad lines, or one that ends them', async () => {
    const rest = ' The rest of the list cannot be told apart, so that they cannot be skipped.'
    for (const [body, count, isEnd] of [
      ['a b\nc d', '2 lines are', false],
      ['"a', '1 line is', true],
      ['a b\n"c', '2 lines are', true],
    ] as const) {
      const init = { headers: { 'content-type': isEnd ? 'text/csv' : 'text/plain' }, body }
      const { code, detail, errors } = (await ask('PUT', '/api/tasks/1/targets', init)) as Record<string, unknown>
      expect([code, detail]).toEqual([
        'INVALID_TARGETS',
        `${count} no target; nothing was changed.${isEnd ? rest : ''}`,
      ])
      // Over HTTP in English only; whoever translates is a console.
      for (const error of errors as object[]) expect(Object.keys(error)).toEqual(['path', 'reason'])
    }
  })

  it('[SEC-2] nothing for a name that was bent to this address', async () => {
    const { port } = new URL(running.monitor.address.url)
    const headers = { host: 'evil.example', 'x-request-id': REQUEST_ID }
    const [answer] = (await once(get({ port, path: '/api/tasks', headers }), 'response')) as [IncomingMessage]
    expect(noted(await readJson(answer))).toEqual(problem('FORBIDDEN', 'The Host "evil.example" is not this machine.'))
  })

  it('[HT-3] a content type that cannot be had', async () => {
    const detail = 'The targets come as application/json, text/plain or text/csv.'
    const init = { headers: { accept: 'image/png' } }
    expect(await ask('GET', '/api/tasks/1/targets', init)).toEqual(problem('NOT_ACCEPTABLE', detail))
  })

  it('[SEC-1] no operation but the public ones without a token, and none beyond its role', async () => {
    await using guarded = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    const { url } = guarded.monitor.address
    for (const { method, path: template, operation } of operationsOf(document)) {
      const path = exampleOf(template)
      if (operation.security?.length === 0) {
        expect((await fetch(url + path, { method })).ok).toBe(true)
        continue
      }
      const detail = 'Give a token: Authorization: Bearer ….'
      expect(await ask(method, path, {}, url)).toEqual(problem('UNAUTHORIZED', detail))
      const init = { headers: { authorization: 'Bearer eye' } }
      if (method === 'GET' || operation.operationId === 'planWhatIf') continue
      expect(await ask(method, path, init, url)).toEqual(problem('FORBIDDEN', 'The viewer token may not do that.'))
    }
  })

  it('[SEC-2] no operation for a page from elsewhere', async () => {
    for (const { method, path } of operationsOf(document)) {
      const init = { headers: { origin: 'https://evil.example' } }
      expect(await ask(method, exampleOf(path), init)).toEqual(
        problem('FORBIDDEN', 'Pages of "https://evil.example" may not connect.'),
      )
    }
  })

  it('[EP-1] a disk that refuses, and what nobody foresaw', async () => {
    const sentence = 'The disk of batchdeck.db is full; nothing was changed. Make room and try again.'
    for (const [code, detail, error] of [
      ['STORAGE_FAILED', sentence, refusal('disk_full', { file: 'batchdeck.db' })],
      ['INTERNAL', 'The monitor failed; its log says why.', new Error('secret')],
    ] as const) {
      const server = await bareHttpServer('0.0.0', error)
      for (const { method, path, operation } of operationsOf(document)) {
        if (!operation['x-problems'].includes(code) || notBehindTheDoor.has(operation.operationId)) continue
        const body = bodies[operation.operationId]
        const answer = await server.inject({
          method: method as 'GET',
          url: exampleOf(path),
          headers: { host: 'localhost', 'x-request-id': REQUEST_ID },
          ...(body !== undefined && { payload: body }),
        })
        expect(noted(answer.json())).toEqual(problem(code, detail))
      }
      await server.close()
    }
  })

  it('[HT-3] every reason there is was answered with here, unless it is said why not', () => {
    const missing = (Object.keys(reasons) as Reason[]).filter(
      (reason) => !tried.has(reason) && !notTriedOverHttp[reason],
    )
    expect(missing).toEqual([])
    expect([...tried].filter((reason) => notTriedOverHttp[reason])).toEqual([])
  })

  it('[HT-3] nothing is declared that is not tried here', () => {
    const declared = new Set(problemCases.map(([operation, , , , code]) => `${operation} ${code}`))
    // viewer-turns.test.ts has the last.
    const general = ['UNAUTHORIZED', 'FORBIDDEN', 'INTERNAL', 'STORAGE_FAILED', 'RATE_LIMITED', 'TOO_MANY_ATTEMPTS']
    const ofBodies = ['INVALID_JSON', 'UNSUPPORTED_MEDIA_TYPE', 'TOO_LARGE', 'NOT_ACCEPTABLE']
    const missing = [...operationsOf(document)].flatMap(({ operation: { operationId, 'x-problems': codes } }) =>
      codes
        .filter((code) => ![...general, ...ofBodies, ...(elsewhere.get(operationId) ?? [])].includes(code))
        .filter((code) => !declared.has(`${operationId} ${code}`))
        .map((code) => `${operationId} ${code}`),
    )
    expect(missing).toEqual([])
  })
})

const bodies: Readonly<Record<string, object>> = {
  createTask: { name: 'x' },
  createToken: { name: 'x', role: 'viewer' },
  changeTask: {},
  planWhatIf: {},
  rollbackTask: { epoch: 1 },
  undoChange: {},
  createNote: { text: 'x' },
  acknowledgeAlerts: { alerts: ['coverage:1'] },
  unacknowledgeAlerts: { alerts: ['coverage:1'] },
  snoozeAlerts: { alerts: ['coverage:1'], until: null },
  createWindow: { mutes: true, holds: false, scope: {}, duration: 60_000 },
  replaceTargets: { targets: [] },
  changeTargets: {},
  putSource: { kind: 'url', url: 'https://lists.test/a' },
  pauseSource: { paused: true },
  putChannel: { kind: 'slack', name: '1', url: 'https://hooks.test/a' },
  pauseChannel: { paused: true },
  testChannel: { kind: 'slack', name: '1', url: 'https://hooks.test/a' },
  retryDeliveries: { channel: '1' },
  discardDeliveries: { channel: '1' },
}

function exampleOf(template: string): string {
  return template.replaceAll('{consumer_id}', 'c1').replaceAll(/\{\w+\}/g, '1')
}
