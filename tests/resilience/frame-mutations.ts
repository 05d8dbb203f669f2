import { consumerFrames } from '../../src/contract/consumer-frames.ts'
import { consoleProcedures } from '../../src/contract/procedures.ts'
import { between, pick, type Random } from '../../src/demo/random.ts'
import { mutatedJson } from './json-mutations.ts'
import { frameBytes, opcodes, textFrame } from './raw-socket.ts'
import { sampleOf } from './schema-samples.ts'

const MAX_FRAME_BYTES = 1024 * 1024

/** A frame of a consumer or an observer that is nearly right, as it stands on the wire. */
export function mutatedConsumerFrame(random: Random): Buffer {
  const type = pick(random, Object.keys(consumerFrames) as (keyof typeof consumerFrames)[])
  return onTheWire(random, mutatedJson(random, sampleOf(consumerFrames[type], random)))
}

/** No trial may make tasks without end, or a fleet: what it leaves behind would be its own weight. */
const untried = new Set(['demo.start', 'demo.stop', 'task.create'])
const methods = Object.entries(consoleProcedures).filter(([name]) => !untried.has(name))

/** A message of a console that is nearly right, as it stands on the wire. */
export function mutatedConsoleMessage(random: Random): Buffer {
  const [method, { input }] = pick(random, methods)
  const message =
    random() < 0.1
      ? { type: 'subscribe', after: { feed: 'f1', seq: Math.floor(random() * 10) } }
      : { type: 'call', id: Math.floor(random() * 100), method, params: sampleOf(input, random) }
  return onTheWire(random, mutatedJson(random, message))
}

/** Most of them as a text; some in pieces, with control frames between them, or against the rules of WebSockets. */
function onTheWire(random: Random, text: string): Buffer {
  const payload = Buffer.from(text)
  const how = random()
  if (how < 0.8) return textFrame(text)
  switch (Math.floor(between(random, 0, 13))) {
    case 0:
    case 1:
    case 2: {
      const cut = Math.floor(random() * payload.length)
      const control = random() < 0.5 ? frameBytes(Buffer.from('p'), { opcode: opcodes.ping }) : Buffer.alloc(0)
      return Buffer.concat([
        frameBytes(payload.subarray(0, cut), { opcode: opcodes.text, fin: false }),
        control,
        frameBytes(payload.subarray(cut), { opcode: opcodes.continuation }),
      ])
    }
    case 3:
      return frameBytes(payload, { opcode: opcodes.binary })
    case 4:
      return frameBytes(Buffer.concat([payload, Buffer.from([0xff, 0xc0, 0x80])]), { opcode: opcodes.text })
    case 5:
      return frameBytes(payload, { opcode: opcodes.text, masked: false })
    case 6:
      return frameBytes(payload, { opcode: opcodes.text, rsv: 1 + Math.floor(random() * 7) })
    case 7:
      return frameBytes(payload, { opcode: pick(random, [3, 7, 11, 15]) })
    case 8:
      return frameBytes(payload, { opcode: opcodes.continuation })
    case 9:
      return frameBytes(payload.subarray(0, 125), {
        opcode: pick(random, [opcodes.ping, opcodes.pong]),
        fin: random() < 0.7,
      })
    case 10:
      return frameBytes(payload, { opcode: opcodes.text, length: payload.length + Math.floor(random() * 100) })
    case 11:
      return frameBytes(Buffer.from([0x03, Math.floor(random() * 256), ...payload.subarray(0, 20)]), {
        opcode: opcodes.close,
      })
    default:
      return random() < 0.9
        ? frameBytes(Buffer.alloc(0), { opcode: opcodes.text, length: 2 ** 40 })
        : frameBytes(Buffer.alloc(MAX_FRAME_BYTES + 1, 'x'), { opcode: opcodes.text })
  }
}
