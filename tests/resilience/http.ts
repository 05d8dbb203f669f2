import { gzipSync } from 'node:zlib'
import { pick, type Random } from '../../src/demo/random.ts'
import { type ApiDocument, type ApiOperation, operationsOf } from '../integration/api-contract.ts'
import { Beside } from './beside.ts'
import { mutatedJson, mutatedText } from './json-mutations.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { RawSocket } from './raw-socket.ts'
import { consumerIds, ids, sampleOf } from './schema-samples.ts'
import { Subject, tokens } from './subject.ts'

/** Requests at the same time, and before the good consumer is left alone for a moment. */
const AT_ONCE = 6
const SLICE = 300
/** A whole request is answered by then; after half of it the client says that nothing more comes. ms */
const ANSWER_TIMEOUT_MS = 10_000
const UNFINISHED_MS = 150

interface Operation {
  readonly method: string
  readonly path: string
  readonly operation: ApiOperation
}

interface Attempt {
  readonly bytes: Buffer
  readonly shown: string
  /** It is a whole request that HTTP allows: it has to be answered. */
  readonly isWhole: boolean
}

const oddMethods = ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'get', 'GET\t', 'X'.repeat(300), 'PATCH', 'QUERY', 'PURGE']
const oddSegments = [
  '',
  '%00',
  '%2e%2e',
  '..',
  '.',
  '%2F',
  '1%20',
  '1e3',
  '-1',
  '9007199254740993',
  '%ff',
  'x'.repeat(4000),
  "1'--",
  '１',
]
const oddTargets = [
  '*',
  '//',
  '//api/tasks',
  '/api//tasks',
  '//[',
  '/%',
  'http://127.0.0.1/api/tasks',
  '/api/tasks#x',
  '/api/../etc/passwd',
  '/\\..\\x',
]
const oddQueries = [
  '?',
  '?&&&',
  '?=',
  '?%',
  '?limit',
  '?limit[]=1',
  '?__proto__=1',
  '?dry_run=true',
  '?token=x',
  `?${'a=1&'.repeat(500)}`,
]
const types = ['text/plain', 'text/csv', 'application/json', 'application/x-ndjson']
const oddTypes = [
  '',
  'application/json; charset=utf-7',
  'text/plain; charset=latin1',
  'multipart/form-data; boundary=x',
  'application/xml',
  'x',
  '*/*',
  'application/json, text/plain',
]
const oddHeaders = [
  'Accept: x/y',
  'Accept: text/csv;q=0, */*;q=0.1',
  'Accept-Encoding: gzip;q=0, br, zstd, x',
  'Range: bytes=0-0,5-1',
  'If-None-Match: "x", W/"y", *',
  'Expect: 100-continue',
  'Expect: x',
  'X-HTTP-Method-Override: DELETE',
  'X-Forwarded-For: 10.0.0.1, 10.0.0.2',
  'X-Request-Id: a b\u0001',
  'Origin: https://elsewhere.example',
  'Cookie: token=x',
  `X-Long: ${'x'.repeat(9000)}`,
  `X-Longer: ${'x'.repeat(20_000)}`,
  'Upgrade: h2c',
  'Upgrade: websocket\r\nConnection: Upgrade',
  'Te: trailers',
  'Authorization: Basic eDp5',
  'Bad Header: 1',
  ' Folded: 1',
  'Content-Length: 5',
]

/** A request of one of the operations that is nearly right, as it stands on the wire. */
function mutatedRequest(random: Random, port: number, operations: readonly Operation[], components: object): Attempt {
  const { method: own, path, operation } = pick(random, operations)
  const odd = (chance: number) => random() < chance
  let isWhole = true
  const method = odd(0.08) ? pick(random, oddMethods) : own
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    odd(0.15)
      ? pick(random, oddSegments)
      : String(name === 'consumer_id' ? pick(random, consumerIds) : pick(random, ids)),
  )
  const target = odd(0.06)
    ? pick(random, oddTargets)
    : odd(0.05)
      ? mutatedText(random, filled).replaceAll(/[\r\n]/g, '')
      : filled
  const query = odd(0.2) ? pick(random, oddQueries) : queryOf(operation, random)
  const headers = [
    `Host: ${odd(0.03) ? pick(random, ['', 'evil.example', '127.0.0.1:x', '[::1]']) : `127.0.0.1:${port}`}`,
  ]
  headers.push('Connection: close')
  const token = pick(random, [tokens.operator, tokens.operator, tokens.viewer, tokens.consumer, 'wrong', ''])
  if (token !== '') headers.push(`Authorization: Bearer ${token}`)
  while (odd(0.25)) headers.push(pick(random, oddHeaders))
  let body = bodyOf(operation, random, components)
  if (body.length > 0 || odd(0.1)) {
    headers.push(
      `Content-Type: ${odd(0.15) ? pick(random, oddTypes) : (Object.keys(operation.requestBody?.content ?? {})[0] ?? pick(random, types))}`,
    )
    const how = random()
    if (how < 0.08) {
      headers.push(`Content-Encoding: ${pick(random, ['gzip', 'gzip', 'br', 'deflate', 'x', 'gzip, gzip'])}`)
      if (odd(0.6)) body = gzipSync(body)
      if (odd(0.3)) body = body.subarray(0, Math.floor(body.length * random()))
    }
    if (how > 0.9) {
      headers.push('Transfer-Encoding: chunked')
      isWhole = odd(0.7)
      body = Buffer.concat([
        Buffer.from(`${body.length.toString(16)}\r\n`),
        body,
        Buffer.from(isWhole ? '\r\n0\r\n\r\n' : '\r\nzz'),
      ])
      if (body[0] === 0x30) isWhole = false
    } else {
      const wrong = odd(0.06)
      if (wrong) isWhole = false
      headers.push(
        `Content-Length: ${wrong ? pick(random, ['-1', '1e3', String(body.length + 7), '99999999999999999999', '']) : body.length}`,
      )
    }
  }
  const head = `${method} ${target}${query} ${odd(0.02) ? pick(random, ['HTTP/1.0', 'HTTP/3', '']) : 'HTTP/1.1'}\r\n${headers.join('\r\n')}\r\n\r\n`
  const bytes = Buffer.concat([Buffer.from(head), body])
  return { bytes, shown: JSON.stringify(bytes.subarray(0, 300).toString()), isWhole }
}

function queryOf({ parameters = [] }: ApiOperation, random: Random): string {
  const pairs = parameters
    .filter((parameter) => parameter.in === 'query' && random() < 0.4)
    .map(
      ({ name }) =>
        `${name}=${pick<string | number>(random, [1, 0, 10, 'true', 'false', 'c1', 'asc', 'skip', 'refuse', '-1', 'x', '%f0%9f%92%a5'])}`,
    )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function bodyOf({ requestBody }: ApiOperation, random: Random, components: object): Buffer {
  const content = requestBody?.content
  if (!content) return random() < 0.05 ? Buffer.from('{}') : Buffer.alloc(0)
  if (content['text/plain'] && random() < 0.5) return Buffer.from(mutatedText(random, 'a\nb # c\n\n# d\ne f\n'))
  const { schema = {} } = (content['application/json'] ?? {}) as { schema?: object }
  return Buffer.from(mutatedJson(random, sampleOf(schema, random, components)))
}

/** What is wrong with the answer; null where nothing is. */
async function judged(port: number, attempt: Attempt, from: string): Promise<string | null> {
  const socket = await RawSocket.connect(port, from)
  try {
    socket.send(attempt.bytes)
    if (!(await socket.closedWithin(attempt.isWhole ? ANSWER_TIMEOUT_MS : UNFINISHED_MS))) {
      if (attempt.isWhole) return `no end of the answer to ${attempt.shown}`
      socket.socket.end()
      await socket.closedWithin(ANSWER_TIMEOUT_MS)
    }
    return verdictOn(socket.head, attempt)
  } finally {
    socket.end()
  }
}

function verdictOn(answer: string, { shown, isWhole }: Attempt): string | null {
  // What a client is told to go on with comes before the answer.
  const text = answer.replace(/^HTTP\/1\.1 100 [^]*?\r\n\r\n/, '')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0)
  if (status === 0) return isWhole ? `no answer to ${shown}` : null
  if (status < 400) return null
  const isProblem = /\r\ncontent-type: application\/problem\+json/i.test(text)
  if (status >= 500 && !(status === 503 && isProblem)) return `${status} to ${shown}`
  return isProblem ? null : `${status} without a problem document to ${shown}`
}

async function run(trial: Trial): Promise<Outcome> {
  await using subject = await Subject.start({ guarded: true })
  await using beside = await Beside.start(subject, trial, tokens.consumer)
  const document = await subject.must<ApiDocument>('GET', '/api/openapi.json')
  const operations = [...operationsOf(document)]
  const wrong: string[] = []
  let tried = 0
  let failed = 0
  while (tried < trial.times && subject.server.isRunning) {
    await beside.slice(async () => {
      for (let sent = 0; sent < SLICE && tried < trial.times; sent += AT_ONCE) {
        const attempts = Array.from({ length: AT_ONCE }, () =>
          mutatedRequest(trial.random, subject.port, operations, document.components),
        )
        const from = `127.0.2.${1 + (Math.floor(tried / AT_ONCE) % 250)}`
        const found = await Promise.all(attempts.map((attempt) => judged(subject.port, attempt, from)))
        tried += AT_ONCE
        for (const each of found) {
          if (each === null) continue
          failed++
          if (wrong.length < 10) wrong.push(each)
        }
      }
    })
    if (tried % 15_000 === 0) trial.say(`${tried} requests`)
  }
  if (!subject.server.isRunning) wrong.push(`the monitor ended: ${subject.server.output.slice(-2000)}`)
  const { rows, findings } = await beside.verdict()
  return { tried, survived: tried - failed, lost: 0, rows, findings: [...wrong, ...findings] }
}

export const program: Program = {
  name: 'http',
  about:
    'Requests of every operation of the API document that are nearly right – methods, paths, queries, headers, lengths, ' +
    'encodings and bodies – beside a consumer that does all as it should. Every refusal is a problem document, none is a ' +
    '5xx but those that are documented, and no stack is in the log.',
  unit: 'requests',
  lost: 'monitors',
  short: 1_200,
  long: 100_000,
  run,
}
