import { BatchdeckError } from '../../src/contract/errors.ts'
import { parseConsumerFrame } from '../../src/contract/consumer-frames.ts'
import type { SaidFormat } from '../../src/contract/list-format.ts'
import { parseSettings } from '../../src/headless/settings-file.ts'
import { createListReader } from '../../src/monitor/lists/list-reader.ts'
import { resolveSettings } from '../../src/settings/settings.ts'

/** Something that reads what anybody may have written. */
export interface Reader {
  readonly name: string
  /** To begin with: right ones, and nearly. */
  readonly seeds: readonly string[]
  /** @param cut where the input is cut in two, from 0 to 1; it may not matter @throws where the reader has a fault */
  read(input: Buffer, cut: number): void
}

/** What it makes of it, as text; a refusal is an answer like any other. @throws whatever is none */
function answerOf(read: () => unknown): string {
  try {
    return JSON.stringify(read(), (_, value: unknown) => (value instanceof Map ? [...value] : value)) ?? 'undefined'
  } catch (error) {
    if (!(error instanceof BatchdeckError)) throw error
    return error.code
  }
}

function listReader(format: SaidFormat, edit: 'replace' | 'change', seeds: readonly string[]): Reader {
  const readIn = (pieces: readonly Buffer[]) =>
    answerOf(() => {
      const reader = createListReader(format, edit)
      for (const piece of pieces) reader.accept(piece)
      return reader.end()
    })
  return {
    name: `${format} ${edit}`,
    seeds,
    read(input, cut) {
      const at = Math.floor(input.length * cut)
      const whole = readIn([input])
      const inPieces = readIn([input.subarray(0, at), input.subarray(at)])
      if (whole !== inPieces) throw new Error(`cut at ${at} it is ${inPieces}, whole ${whole}`)
    },
  }
}

export const readers: readonly Reader[] = [
  {
    name: 'frames',
    seeds: [
      '{"type":"register","consumer_id":"c1","labels":{"zone":"a"},"heartbeat_interval":30,"epochs":[{"task_id":1,"epoch":2}]}',
      '{"type":"heartbeat","consumer_id":"c1","batches":[{"batch_id":1,"status":"running","progress":12.5}],"timestamp":1700000000}',
      '{"type":"batch_status","batch_id":1,"status":"error","message":"no","progress":1}',
      '{"type":"batch_reload_ack","task_id":1,"consumer_id":"c1","action":"reloading","epoch":3}',
      '{"type":"subscribe","token":"t"}',
      '{"type":"ping","timestamp":[[]]}',
      '{"type":"leave"}',
    ],
    read(input) {
      answerOf(() => parseConsumerFrame(input.toString('utf8')))
    },
  },
  listReader('text', 'replace', ['a\nb # note\n\n# all\r\nc\rd', '\ufeffa\n', 'a b\n\tc\n']),
  listReader('csv', 'replace', [
    'target,priority\na,high\n"b","low"\n',
    'a\nb,urgent\n',
    '"a""b",\r\n"c\nd"\n',
    'x;y\n',
  ]),
  listReader('json', 'replace', [
    '{"targets":["a",{"target":"b","priority":"low"}]}',
    '["a","\\u00e9",5,null]',
    ' [ ] ',
  ]),
  listReader('json', 'change', ['{"add":["a",{"target":"b"}],"remove":["c"]}', '{"add":[]}', '{"remove":[1]}']),
  listReader('ndjson', 'replace', ['"a"\n{"target":"b","priority":"high"}\n\n5\n{', '{"target":"a","x":1}\r\n']),
  listReader('auto', 'replace', [
    'sep=;\ntarget;note\na;b\n',
    'mint\nSo11111111111111111111111111111111111111112\n',
    '{"data":{"tokens":[{"address":"a","n":[1]}]},"error":null}',
    '\ufeffa|high\nb|\n',
    '<html>',
    '{"error":"x"}',
    '"a",\nhttps://a.b/c\na,b\n\u200b',
  ]),
  {
    name: 'settings',
    seeds: [
      'server:\n  port: 8080\n  host: 127.0.0.1\nmonitor:\n  liveness:\n    grace: 60s\n',
      'monitor.limits.max-frame: 1MiB\nmonitor.batch.strategy: ring\n',
      'data-dir: [a]\nserver.prot: &x 1\ny: *x\n',
      'monitor: {retention: {events: 7d, event-count: 2000000}}\n',
    ],
    read(input) {
      answerOf(() => resolveSettings(parseSettings(input.toString('utf8'), 'batchdeck.yaml')))
    },
  },
]
