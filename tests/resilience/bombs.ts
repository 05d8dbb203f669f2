import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { Beside } from './beside.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { RawSocket, textFrame } from './raw-socket.ts'
import { Subject, tokens } from './subject.ts'

const MiB = 1024 * 1024
/** How long an operator may wait for an answer while it lasts, ms. */
const OPERATOR_PATIENCE_MS = { short: 5000, long: 2000 }
/** A connection on which nothing comes, or not enough, is closed by then; ms. */
const SLOW_PATIENCE_MS = 40_000
/** A request that is too much is answered, or its connection closed, by then; ms. In short runs the machine decides. */
const BOMB_PATIENCE_MS = { short: 60_000, long: 20_000 }
/** What the monitor may hold at most, whatever it is sent. */
const MAX_RESIDENT_BYTES = 1800 * MiB

/** One attack: sockets of strangers, or of those who have a token. */
interface Attack {
  readonly name: string
  /** It takes its time, or lives of patience: in short its end is not waited for. */
  readonly isSlow?: boolean
  begin(attacker: Attacker): Promise<void>
}

/** Everything that one attack opens. */
class Attacker {
  readonly sockets: RawSocket[] = []
  readonly port: number
  readonly isShort: boolean
  private readonly address: string

  constructor(port: number, isShort: boolean, number: number) {
    this.port = port
    this.isShort = isShort
    this.address = `127.0.3.${1 + (number % 250)}`
  }

  /** So many of something, fewer in a short trial. */
  many(count: number): number {
    return this.isShort ? Math.ceil(count / 10) : count
  }

  async connect(): Promise<RawSocket> {
    const socket = await RawSocket.connect(this.port, this.address)
    this.sockets.push(socket)
    return socket
  }

  async webSocket(token: string, path = 'monitor'): Promise<RawSocket> {
    const socket = await RawSocket.webSocket(this.port, `/websocket/${path}?token=${token}`, this.address)
    this.sockets.push(socket)
    return socket
  }

  /** A request of which nothing is held back, as fast as it is taken. */
  async request(
    method: string,
    path: string,
    headers: readonly string[],
    body: Iterable<Buffer>,
    token: string,
  ): Promise<void> {
    const socket = await this.connect()
    socket.send(
      this.head(method, path, [
        'Connection: close',
        `Authorization: Bearer ${token}`,
        'Transfer-Encoding: chunked',
        ...headers,
      ]),
    )
    for (const piece of body) {
      if (!socket.isOpen) return
      await socket.write(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]))
    }
    socket.send('0\r\n\r\n')
  }

  head(method: string, path: string, headers: readonly string[]): string {
    return [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${this.port}`, ...headers, '', ''].join('\r\n')
  }
}

function* pieces(size: number, piece: Buffer): Iterable<Buffer> {
  for (let sent = 0; sent < size; sent += piece.length) yield piece
}

const json = ['Content-Type: application/json']
const bombs: readonly Attack[] = [
  {
    name: 'gzip of one target again and again',
    begin: (attacker) => {
      const body = gzipSync(Buffer.alloc(attacker.many(200) * MiB, 'a\n'))
      const headers = ['Content-Type: text/plain', 'Content-Encoding: gzip']
      return attacker.request('PUT', '/api/tasks/1/targets?dry_run=true', headers, [body], tokens.operator)
    },
  },
  {
    name: 'gzip of spaces, as JSON',
    begin: (attacker) => {
      const body = gzipSync(Buffer.alloc(attacker.many(200) * MiB, ' '))
      return attacker.request(
        'PUT',
        '/api/tasks/1/targets?dry_run=true',
        [...json, 'Content-Encoding: gzip'],
        [body],
        tokens.viewer,
      )
    },
  },
  {
    name: 'a list of brackets only',
    begin: (attacker) =>
      attacker.request(
        'PUT',
        '/api/tasks/1/targets?dry_run=true',
        json,
        pieces(attacker.many(60) * MiB, Buffer.alloc(MiB, '[')),
        tokens.viewer,
      ),
  },
  {
    name: 'brackets to what-if',
    begin: (attacker) =>
      attacker.request(
        'POST',
        '/api/tasks/1/what-if',
        json,
        pieces(attacker.many(60) * MiB, Buffer.alloc(MiB, '[')),
        tokens.viewer,
      ),
  },
  {
    name: 'names without end to what-if',
    begin: (attacker) => {
      const names = Buffer.from('"c1",'.repeat(50_000))
      const body = [Buffer.from('{"without":['), ...pieces(attacker.many(40) * MiB, names), Buffer.from('"c1"]}')]
      return attacker.request('POST', '/api/tasks/1/what-if', json, body, tokens.viewer)
    },
  },
  {
    name: 'one line without end',
    begin: (attacker) =>
      attacker.request(
        'PUT',
        '/api/tasks/1/targets?dry_run=true',
        ['Content-Type: text/plain'],
        pieces(attacker.many(80) * MiB, Buffer.alloc(MiB, 'x')),
        tokens.viewer,
      ),
  },
  {
    name: 'a quote that is never closed',
    begin: (attacker) =>
      attacker.request(
        'PUT',
        '/api/tasks/1/targets?dry_run=true',
        ['Content-Type: text/csv'],
        pieces(attacker.many(80) * MiB, Buffer.alloc(MiB, '"a,\n')),
        tokens.viewer,
      ),
  },
  {
    name: 'labels by the ten thousand before the token is looked at',
    isSlow: true,
    begin: async (attacker) => {
      const labels = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`label${n}`, 1]))
      const frame = textFrame(JSON.stringify({ type: 'register', consumer_id: 'bomb', labels }))
      for (let count = 0; count < attacker.many(20); count++) (await attacker.webSocket('wrong')).send(frame)
    },
  },
  {
    name: 'the largest frames there are, of a stranger',
    isSlow: true,
    begin: async (attacker) => {
      const frame = textFrame(`{"type":"ping","timestamp":"${'x'.repeat(MiB - 100)}"}`)
      for (let count = 0; count < attacker.many(20); count++) {
        const socket = await attacker.webSocket('wrong')
        for (let sent = 0; sent < 5; sent++) await socket.write(frame)
      }
    },
  },
  {
    name: 'brackets in a frame',
    isSlow: true,
    begin: async (attacker) => {
      const deep = '['.repeat(MiB / 4)
      const socket = await attacker.webSocket(tokens.consumer)
      for (let sent = 0; sent < attacker.many(40); sent++) {
        await socket.write(textFrame(`{"type":"ping","timestamp":${deep}${']'.repeat(MiB / 4)}}`))
      }
    },
  },
  {
    name: 'guesses of tokens',
    begin: async (attacker) => {
      for (let count = 0; count < attacker.many(1000); count++) {
        const socket = await attacker.connect()
        socket.send(attacker.head('GET', '/api/tasks', ['Connection: close', `Authorization: Bearer guess-${count}`]))
      }
    },
  },
]

const slow: readonly Attack[] = [
  {
    name: 'sockets that say nothing',
    isSlow: true,
    begin: async (attacker) => {
      for (let count = 0; count < attacker.many(400); count++) await attacker.connect()
    },
  },
  {
    name: 'headers a character at a time',
    isSlow: true,
    begin: async (attacker) => {
      for (let count = 0; count < attacker.many(200); count++) {
        const socket = await attacker.connect()
        socket.send('GET /api/tasks HTTP/1.1\r\nX-Slow: ')
        trickle(socket, 'x')
      }
    },
  },
  {
    name: 'bodies a character at a time',
    isSlow: true,
    begin: async (attacker) => {
      for (let count = 0; count < attacker.many(200); count++) {
        const socket = await attacker.connect()
        const headers = [...json, 'Content-Length: 100000', `Authorization: Bearer ${tokens.viewer}`]
        socket.send(attacker.head('POST', '/api/tasks/1/what-if', headers))
        trickle(socket, ' ')
      }
    },
  },
  {
    name: 'WebSockets that never register',
    isSlow: true,
    begin: async (attacker) => {
      for (let count = 0; count < attacker.many(400); count++) {
        const socket = await attacker.webSocket('wrong')
        trickle(socket, textFrame('{"type":"ping"}'))
      }
    },
  },
]

/** A little each second, for as long as it is taken. */
function trickle(socket: RawSocket, bytes: Buffer | string): void {
  const timer = setInterval(() => socket.send(bytes), 1000)
  timer.unref()
  void socket.ended.then(() => clearInterval(timer))
}

async function run(trial: Trial): Promise<Outcome> {
  await using subject = await Subject.start({ guarded: true })
  await subject.must('POST', '/api/tasks', { task_id: 1, name: 'Attacked', auto_sync: false })
  await using beside = await Beside.start(subject, trial, tokens.consumer)
  const findings: string[] = []
  const operator: number[] = []
  const patience = trial.isShort ? OPERATOR_PATIENCE_MS.short : OPERATOR_PATIENCE_MS.long
  let resident = 0
  let survived = 0
  for (let tried = 0; tried < trial.times && subject.server.isRunning; tried++) {
    const all = [...bombs, ...slow]
    const attack = all[tried % all.length]!
    const attacker = new Attacker(subject.port, trial.isShort, tried)
    const before = findings.length
    const startedAt = performance.now()
    try {
      await beside.slice(async () => {
        const attacking = attack.begin(attacker)
        const over = attacking.then(() => true)
        let isOver: boolean
        do {
          const asked = performance.now()
          const status = await subject
            .ask('GET', '/api/tasks', undefined, 60_000)
            .then((answer) => answer.status, String)
          const took = performance.now() - asked
          operator.push(took)
          if (status !== 200) findings.push(`${attack.name}: an operator was answered ${status}`)
          if (took > patience) findings.push(`${attack.name}: an operator waited ${Math.round(took)} ms`)
          isOver = await Promise.race([over, pause(50, false)])
        } while (!isOver)
        resident = Math.max(resident, await subject.metric('process_resident_memory_bytes'))
      })
      // Slow ones are waited for only where there is time.
      if (!(attack.isSlow && trial.isShort)) findings.push(...(await leftOpen(attack, attacker)))
    } finally {
      for (const socket of attacker.sockets) socket.end()
    }
    if (resident > MAX_RESIDENT_BYTES) findings.push(`${attack.name}: ${Math.round(resident / MiB)} MiB resident`)
    if (findings.length === before) survived++
    trial.say(`${attack.name}: ${Math.round(performance.now() - startedAt)} ms`)
  }
  if (!subject.server.isRunning) {
    const end = `the monitor ended: ${subject.server.output.slice(-2000)}`
    return { tried: trial.times, survived, lost: 1, rows: [], findings: [...findings, end] }
  }
  const verdict = await beside.verdict(patience)
  const rows: [string, string | number][] = [
    ['kinds of attack', Math.min(trial.times, bombs.length + slow.length)],
    ['longest wait of an operator', `${Math.round(Math.max(...operator))} ms`],
    ['most resident memory', `${Math.round(resident / MiB)} MiB`],
  ]
  return {
    tried: trial.times,
    survived,
    lost: 0,
    rows: [...verdict.rows, ...rows],
    findings: [...new Set([...findings, ...verdict.findings])],
  }
}

/** Of its connections, those that the monitor has not ended in time. */
async function leftOpen({ name, isSlow = false }: Attack, { sockets, isShort }: Attacker): Promise<string[]> {
  const bombPatience = isShort ? BOMB_PATIENCE_MS.short : BOMB_PATIENCE_MS.long
  const end = performance.now() + (isSlow ? SLOW_PATIENCE_MS : bombPatience)
  const open = []
  for (const socket of sockets) {
    // Whoever has a token and speaks may stay.
    if (!(await socket.closedWithin(Math.max(1, end - performance.now()))) && isSlow) open.push(socket)
    else if (socket.isOpen && socket.head === '') open.push(socket)
  }
  return open.length === 0 ? [] : [`${name}: ${open.length} of ${sockets.length} connections were left open`]
}

export const program: Program = {
  name: 'bombs',
  about:
    'Bodies that unpack to hundreds of MiB, brackets and lines without end, frames as large as may be, sockets that are slow ' +
    'or silent, strangers by the hundred, guesses: beside a consumer and an operator. Both go on as if nothing were, and every ' +
    'attack is ended.',
  unit: 'attacks',
  lost: 'monitors',
  short: 4,
  long: 150,
  run,
}
