import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { TestConsumer } from '../integration/test-consumer.ts'
import { canMount, SmallDisk } from '../integration/small-disk.ts'
import { comesTrue } from './comes-true.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { RawSocket } from './raw-socket.ts'
import { Subject } from './subject.ts'

/** A need, and what must be true in it. */
interface Need {
  readonly name: string
  /** Why it cannot be had here; null where it can. */
  missing(): string | null
  /** What was not as it must be. */
  run(trial: Trial): Promise<string[]>
}

const targets = (count: number, mark: string) =>
  Array.from({ length: count }, (_, n) => `target-as-long-as-an-address-${mark}-${n}`)
const TASK = '/api/tasks/1'

/** A task with targets, and one consumer that is there. */
async function withTask(subject: Subject): Promise<TestConsumer> {
  await subject.must('POST', '/api/tasks', { task_id: 1, name: 'Needy', auto_sync: false })
  const consumer = await TestConsumer.register(`${subject.url.replace('http', 'ws')}/websocket/monitor`, 'c1')
  await subject.must('PUT', `${TASK}/targets`, { targets: targets(300, 'first') })
  return consumer
}

async function isAnswered(consumer: TestConsumer, patience: number): Promise<boolean> {
  const seen = consumer.frames.length
  consumer.send({ type: 'ping' })
  return await comesTrue(async () => consumer.frames.slice(seen).some(({ type }) => type === 'pong'), patience)
}

const full: Need = {
  name: 'a full disk',
  missing: () => (canMount ? null : 'no file system can be mounted without root'),
  async run() {
    using disk = new SmallDisk('6m')
    const findings: string[] = []
    let before: unknown
    {
      await using subject = await Subject.start({ folder: disk.folder })
      await using consumer = await withTask(subject)
      before = await subject.must('GET', `${TASK}/targets`)
      const makeRoom = disk.fill()
      const refused = await subject.ask('PUT', `${TASK}/targets`, { targets: targets(30_000, 'second') })
      if (refused.status !== 503) findings.push(`a publication on a full disk was answered ${refused.status}`)
      if (!(await isAnswered(consumer, 2000))) findings.push('a full disk kept a consumer waiting')
      if (JSON.stringify(await subject.must('GET', `${TASK}/targets`)) !== JSON.stringify(before)) {
        findings.push('a refused publication changed the targets')
      }
      makeRoom()
      const isTaken = async () =>
        (await subject.ask('PUT', `${TASK}/targets`, { targets: targets(310, 'third') })).status === 200
      if (!(await comesTrue(isTaken))) findings.push('with room again nothing is taken')
      before = await subject.must('GET', `${TASK}/targets`)
      findings.push(...subject.bugsLogged())
    }
    await using subject = await Subject.start({ folder: disk.folder })
    const after = await subject.must('GET', `${TASK}/targets`)
    return JSON.stringify(after) === JSON.stringify(before)
      ? findings
      : [...findings, 'what was published is gone after a kill']
  },
}

/** How long each write of the slow disk takes to be on it, and how long a consumer may wait meanwhile; ms. */
const SLOW_SYNC_MS = 400
const PONG_PATIENCE_MS = 1500

const slow: Need = {
  name: 'a slow disk',
  missing: () =>
    spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0
      ? null
      : 'there is no strace, which makes a disk slow',
  async run(trial) {
    const findings: string[] = []
    await using subject = await Subject.start()
    await using consumer = await withTask(subject)
    const delay = `fsync,fdatasync:delay_enter=${SLOW_SYNC_MS * 1000}`
    const tracer = spawn('strace', [
      '-f',
      '-qq',
      '-o',
      '/dev/null',
      '-e',
      'trace=fsync,fdatasync',
      '-e',
      `inject=${delay}`,
      '-p',
      String(subject.server.pid),
    ])
    const gone = once(tracer, 'exit')
    try {
      // Attached when it says so, or when it traces at all; it prints nothing with -qq.
      await pause(500)
      if (tracer.exitCode !== null) return ['strace could not slow the disk down']
      for (let count = 0; count < (trial.isShort ? 2 : 10); count++) {
        const startedAt = performance.now()
        const publishing = subject.ask('PUT', `${TASK}/targets`, { targets: targets(300 + count, 'slow') })
        if (!(await isAnswered(consumer, PONG_PATIENCE_MS))) findings.push('a slow disk kept a consumer waiting')
        const { status } = await publishing
        if (status !== 200) findings.push(`a publication on a slow disk was answered ${status}`)
        // An answer that does not wait for the disk is none.
        if (performance.now() - startedAt < SLOW_SYNC_MS)
          findings.push('a publication was answered before it was on the disk')
      }
    } finally {
      endProcess(tracer)
      await gone
    }
    return [...findings, ...subject.bugsLogged()]
  },
}

function endProcess(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
}

/** Whether a new connection is answered; one that has been open for a while says nothing of that. */
async function isLetIn(port: number): Promise<boolean> {
  const socket = await RawSocket.connect(port)
  socket.send(`GET /api/tasks HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
  await socket.closedWithin(LET_IN_PATIENCE_MS)
  socket.end()
  return socket.head.startsWith('HTTP/1.1 200 ')
}

const LET_IN_PATIENCE_MS = 5000

/** So many descriptors has the process; strangers take more. */
const DESCRIPTORS = 160

const descriptors: Need = {
  name: 'few descriptors',
  missing: () =>
    spawnSync('prlimit', ['--version'], { stdio: 'ignore' }).status === 0
      ? null
      : 'there is no prlimit, which limits descriptors',
  async run() {
    const findings: string[] = []
    await using subject = await Subject.start({ through: ['prlimit', `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`] })
    await using consumer = await withTask(subject)
    const strangers: RawSocket[] = []
    try {
      for (let count = 0; count < DESCRIPTORS * 1.5; count++) {
        strangers.push(await RawSocket.connect(subject.port, `127.0.5.${1 + (count % 200)}`))
      }
      if (!(await isAnswered(consumer, 2000)))
        findings.push('strangers that take all descriptors kept a consumer waiting')
      if (!(await isLetIn(subject.port))) findings.push('strangers that take all descriptors keep an operator out')
    } finally {
      for (const stranger of strangers) stranger.end()
    }
    const isTaken = async () =>
      (await subject.ask('PUT', `${TASK}/targets`, { targets: targets(310, 'after') })).status === 200
    if (!(await comesTrue(isTaken))) findings.push('when the strangers had gone nothing was taken')
    return [...findings, ...subject.bugsLogged()]
  },
}

const memory: Need = {
  name: 'little memory',
  missing: () => null,
  async run(trial) {
    const findings: string[] = []
    await using subject = await Subject.start({ nodeArgs: ['--max-old-space-size=96'] })
    await using consumer = await withTask(subject)
    const size = trial.isShort ? 60_000 : 600_000
    const published = await subject
      .ask('PUT', `${TASK}/targets`, { targets: targets(size, 'many') })
      .then(({ status }) => status, String)
    if (!subject.server.isRunning) return [`the monitor ended: ${subject.server.output.slice(-1000)}`]
    if (published !== 200 && published !== 503) findings.push(`a large publication was answered ${published}`)
    if (!(await isAnswered(consumer, 5000))) findings.push('little memory kept a consumer waiting')
    const isThere = async () => (await subject.ask('GET', TASK)).status === 200
    if (!(await comesTrue(isThere))) findings.push('afterwards the task cannot be read')
    const { epoch } = await subject.must<{ epoch: number }>('GET', TASK)
    const expected = published === 200 ? 2 : 1
    if (epoch !== expected) findings.push(`the epoch is ${epoch}, and ${expected} was answered`)
    return [...findings, ...subject.bugsLogged()]
  },
}

/** Those first that are tried in short, too. */
const needs = [slow, full, descriptors, memory]

async function run(trial: Trial): Promise<Outcome> {
  const findings: string[] = []
  const done = new Map<string, number>()
  let tried = 0
  let survived = 0
  for (let count = 0; count < trial.times; count++) {
    const need = needs[count % needs.length]!
    const missing = need.missing()
    if (missing !== null) {
      done.set(`${need.name}: not tried, ${missing}`, 0)
      if (!trial.isShort) findings.push(`${need.name}: ${missing}`)
      continue
    }
    tried++
    const found = await need.run(trial).catch((error: unknown) => [String(error)])
    done.set(need.name, (done.get(need.name) ?? 0) + 1)
    findings.push(...found.map((each) => `${need.name}: ${each}`))
    if (found.length === 0) survived++
    trial.say(`${need.name}: ${found.length} findings`)
  }
  return { tried, survived, lost: 0, rows: [...done], findings: [...new Set(findings)].slice(0, 12) }
}

export const program: Program = {
  name: 'disk',
  about:
    'A disk that is full, or takes 400 ms for every write; few descriptors, all of them taken by strangers; little memory. ' +
    'Consumers are answered meanwhile, what cannot be done is refused, and what was answered is there after a kill.',
  unit: 'needs',
  lost: 'answers',
  short: 1,
  long: 40,
  run,
}
