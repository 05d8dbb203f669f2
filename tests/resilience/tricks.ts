import { pick, type Random } from '../../src/demo/random.ts'
import { type ApiDocument, operationsOf } from '../integration/api-contract.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { RawSocket } from './raw-socket.ts'
import { sampleOf } from './schema-samples.ts'
import { Subject, tokens } from './subject.ts'

/** Who may change nothing, by what they say of themselves. */
const strangers = {
  'no token': [],
  'a wrong token': ['Authorization: Bearer wrong'],
  consumer: [`Authorization: Bearer ${tokens.consumer}`],
  viewer: [`Authorization: Bearer ${tokens.viewer}`],
} as const satisfies Record<string, readonly string[]>
type Stranger = keyof typeof strangers

interface Attempt {
  method: string
  path: string
  query: string
  readonly headers: string[]
  body: string
}

/** What may make a door believe that something else is asked, or by someone else. */
const tricks: Readonly<Record<string, (attempt: Attempt, random: Random) => void>> = {
  none: () => {},
  'dry run': (attempt) => (attempt.query = '?dry_run=true'),
  'dry run, encoded': (attempt) => (attempt.query = '?%64ry_run=%74rue'),
  'dry run, twice': (attempt) => (attempt.query = '?dry_run=true&dry_run=false'),
  'dry run, and not': (attempt) => (attempt.query = '?dry_run=false&dry_run=true'),
  'dry run as a list': (attempt) => (attempt.query = '?dry_run[]=true'),
  'dry run of a prototype': (attempt) => (attempt.query = '?__proto__[dry_run]=true'),
  'dry run in the body': (attempt) => (attempt.body = attempt.body.replace(/^\{/, '{"dry_run":true,')),
  'token in the query': (attempt) => (attempt.query = '?token=wrong'),
  'another method by header': (attempt) => attempt.headers.push('X-HTTP-Method-Override: GET', 'X-Method: GET'),
  'another method': (attempt, random) =>
    (attempt.method = pick(random, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])),
  'small letters': (attempt) => (attempt.method = attempt.method.toLowerCase()),
  'double slash': (attempt) => (attempt.path = attempt.path.replace('/api', '//api')),
  'slash at the end': (attempt) => (attempt.path += '/'),
  'there and back': (attempt) => (attempt.path = attempt.path.replace('/api', '/healthz/../api')),
  'encoded letters': (attempt) => (attempt.path = attempt.path.replace('api', '%61pi')),
  'encoded slash': (attempt) => (attempt.path = attempt.path.replace('/api/', '/api%2f')),
  'capital letters': (attempt) => (attempt.path = attempt.path.toUpperCase()),
  'path parameter': (attempt) => (attempt.path += ';dry_run=true'),
  'address in full': (attempt) => (attempt.path = `http://127.0.0.1${attempt.path}`),
  'two tokens': (attempt) => attempt.headers.push(`Authorization: Bearer ${tokens.viewer}`),
  'another scheme': (attempt) => attempt.headers.push('Authorization: Basic b3BlcmF0ZTo='),
  'token of a cookie': (attempt) => attempt.headers.push(`Cookie: token=${tokens.viewer}; authorization=operator`),
  'from this machine': (attempt) => attempt.headers.push('X-Forwarded-For: 127.0.0.1', 'Forwarded: for=127.0.0.1'),
  'another path by header': (attempt) => attempt.headers.push('X-Original-URL: /healthz', 'X-Rewrite-URL: /healthz'),
}

const AT_ONCE = 6
const CHECK_EVERY = 150

/** Of an operation that exists here, in a way that an operator's token would carry it out. */
function attemptOf(random: Random, document: ApiDocument): { attempt: Attempt; isReading: boolean; name: string } {
  const { method, path, operation } = pick(random, [...operationsOf(document)])
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'consumer_id' ? 'c1' : '1'))
  const { schema } = (operation.requestBody?.content['application/json'] ?? {}) as { schema?: object }
  const body = schema ? JSON.stringify(sampleOf(schema, random, document.components)) : ''
  return {
    attempt: { method, path: filled, query: '', headers: [], body },
    isReading: method === 'GET',
    name: operation.operationId,
  }
}

/** Each from an address of its own: whoever comes with a wrong token again and again is kept waiting (ED-6). */
async function statusOf(port: number, { method, path, query, headers, body }: Attempt, from: string): Promise<number> {
  const socket = await RawSocket.connect(port, from)
  try {
    const entity = body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]
    const head = [
      `${method} ${path}${query} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: close',
      ...headers,
      ...entity,
    ]
    socket.send(`${head.join('\r\n')}\r\n\r\n${body}`)
    await socket.closedWithin(10_000)
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(socket.head)?.[1] ?? 0)
  } finally {
    socket.end()
  }
}

function anyAddress(random: Random): string {
  const part = () => 1 + Math.floor(random() * 250)
  return `127.${part()}.${part()}.${part()}`
}

/** Everything that any of them could have changed. */
async function stateOf(subject: Subject): Promise<string> {
  const answers = []
  for (const path of ['/api/tasks', '/api/tasks/1/targets', '/api/tasks/1/epochs', '/api/imports', '/api/settings']) {
    answers.push((await subject.ask('GET', path)).body)
  }
  const { consumers } = await subject.must<{ consumers: Record<string, unknown>[] }>('GET', '/api/consumers')
  const shown = consumers.map(({ consumer_id, drained_at, slots }) => ({ consumer_id, drained_at, slots }))
  return JSON.stringify([answers, shown])
}

async function run(trial: Trial): Promise<Outcome> {
  const { random } = trial
  await using subject = await Subject.start({ guarded: true })
  await using consumer = await TestConsumer.register(
    `${subject.url.replace('http', 'ws')}/websocket/monitor?token=${tokens.consumer}`,
    'c1',
  )
  await subject.must('POST', '/api/tasks', { task_id: 1, name: 'Guarded', auto_sync: false })
  await subject.must('PUT', '/api/tasks/1/targets', { targets: ['a', 'b', 'c'] })
  await consumer.next('batch_reload')
  const document = await subject.must<ApiDocument>('GET', '/api/openapi.json')
  const before = await stateOf(subject)
  const findings: string[] = []
  const statuses = new Map<number, number>()
  const names = new Set<string>()
  let tried = 0
  while (tried < trial.times && findings.length < 10) {
    const done: string[] = []
    for (let sent = 0; sent < CHECK_EVERY && tried < trial.times; sent += AT_ONCE) {
      const attempts = Array.from({ length: AT_ONCE }, () => {
        const made = attemptOf(random, document)
        const stranger = pick(random, Object.keys(strangers) as Stranger[])
        const trick = pick(random, Object.keys(tricks))
        made.attempt.headers.push(...strangers[stranger])
        tricks[trick]!(made.attempt, random)
        return { ...made, stranger, trick }
      })
      const found = await Promise.all(
        attempts.map(({ attempt }) => statusOf(subject.port, attempt, anyAddress(random))),
      )
      for (const [place, status] of found.entries()) {
        const { name, stranger, trick, attempt } = attempts[place]!
        const said = `${stranger}, ${trick}: ${attempt.method} ${attempt.path}${attempt.query} → ${status}`
        names.add(`${name} ${stranger} ${trick}`)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        done.push(said)
        if (status === 0 || status >= 500) findings.push(said)
      }
      tried += AT_ONCE
    }
    if ((await stateOf(subject)) !== before) {
      findings.push(`one of these changed something: ${done.filter((each) => / → 2/.test(each)).join('; ')}`)
      break
    }
  }
  const operators = await subject.must<{ events: unknown[] }>('GET', '/api/events?type=operator&limit=1000')
  if (operators.events.length > 2)
    findings.push(`${operators.events.length - 2} acts of strangers are written down as an operator's`)
  const rows: [string, string | number][] = [
    ['operations × roles × tricks', names.size],
    ...[...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, count]): [string, number] => [`… answered ${status}`, count]),
  ]
  findings.push(...subject.bugsLogged())
  return { tried, survived: findings.length === 0 ? tried : 0, lost: 0, rows, findings }
}

export const program: Program = {
  name: 'tricks',
  about:
    'Whoever is no operator – without a token, with a wrong one, a consumer, a viewer – asks for every operation of the API ' +
    'with every trick that may make a door believe something else. Nothing changes, and nothing is written down as an ' +
    "operator's.",
  unit: 'requests',
  lost: 'monitors',
  short: 900,
  long: 60_000,
  run,
}
