import { setTimeout as pause } from 'node:timers/promises'
import { pick } from '../../src/demo/random.ts'
import { Beside } from './beside.ts'
import { mutatedConsoleMessage, mutatedConsumerFrame } from './frame-mutations.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { RawSocket, textFrame } from './raw-socket.ts'
import { consumerIds } from './schema-samples.ts'
import { Subject, tokens } from './subject.ts'

/** Attackers at the same time, each from an address of its own. */
const ATTACKERS = 24
/** What one of them sends before the next look, below the rate at which frames are not even read (WS-18). */
const FRAMES_EACH = 4
/** Each in its turn: what arrives in the same moment has to wait for each other, whatever the monitor does. */
const TURN_MS = 2
/** Of a slice of the attack, after which the good consumer is left alone for a moment. */
const ROUNDS = 20

/** One attacker: it registers, subscribes or opens a console, and then sends what is nearly right. */
class Attacker {
  private readonly port: number
  private readonly trial: Trial
  private readonly address: string
  private socket: RawSocket | null = null
  private isConsole = false
  reconnects = 0

  constructor(port: number, trial: Trial, number: number) {
    this.port = port
    this.trial = trial
    this.address = `127.0.1.${1 + number}`
  }

  async send(count: number): Promise<void> {
    if (!this.socket?.isOpen) await this.connect()
    const { random } = this.trial
    for (let sent = 0; sent < count; sent++) {
      this.socket!.send(this.isConsole ? mutatedConsoleMessage(random) : mutatedConsumerFrame(random))
    }
  }

  end(): void {
    this.socket?.end()
  }

  private async connect(): Promise<void> {
    const { random } = this.trial
    this.reconnects++
    this.isConsole = random() < 0.25
    const token = this.isConsole ? pick(random, [tokens.viewer, tokens.viewer, tokens.operator]) : tokens.consumer
    const path = `/websocket/${this.isConsole ? 'console' : 'monitor'}?token=${token}`
    this.socket = await RawSocket.webSocket(this.port, path, this.address)
    if (this.isConsole) return
    const first = random()
    if (first < 0.5)
      this.socket.send(textFrame(JSON.stringify({ type: 'register', consumer_id: pick(random, consumerIds) })))
    else if (first < 0.7) this.socket.send(textFrame(JSON.stringify({ type: 'subscribe' })))
  }
}

async function run(trial: Trial): Promise<Outcome> {
  await using subject = await Subject.start({ guarded: true })
  await using beside = await Beside.start(subject, trial, tokens.consumer)
  const attackers = Array.from({ length: ATTACKERS }, (_, number) => new Attacker(subject.port, trial, number))
  let tried = 0
  try {
    while (tried < trial.times && subject.server.isRunning) {
      await beside.slice(async () => {
        for (let round = 0; round < ROUNDS && tried < trial.times; round++) {
          for (const attacker of attackers) {
            await Promise.all([pause(TURN_MS), attacker.send(FRAMES_EACH)])
            tried += FRAMES_EACH
          }
        }
      })
      if (tried % 96_000 === 0) trial.say(`${tried} frames`)
    }
    if (!subject.server.isRunning) {
      return {
        tried,
        survived: 0,
        lost: 1,
        rows: [],
        findings: [`the monitor ended: ${subject.server.output.slice(-2000)}`],
      }
    }
    const { rows, findings } = await beside.verdict()
    const reconnects = attackers.reduce((sum, attacker) => sum + attacker.reconnects, 0)
    return { tried, survived: tried, lost: 0, rows: [...rows, ['connections of attackers', reconnects]], findings }
  } finally {
    for (const attacker of attackers) attacker.end()
  }
}

export const program: Program = {
  name: 'frames',
  about:
    'Frames of consumers, observers and consoles that are nearly right – types swapped, fields dropped, doubled and ' +
    'renamed, numbers that are none, texts of every kind, deep nesting, pieces, control frames, masks and lengths that ' +
    'are wrong – beside a consumer that does all as it should. It never loses its state, and its pongs take at most 1.5 ' +
    'times as long as alone, or 10 ms longer: one in a hundred frames is of up to 1 MiB, and takes 5 ms to read.',
  unit: 'frames',
  lost: 'monitors',
  short: 2_500,
  long: 1_000_000,
  run,
}
