import type { TSchema } from 'typebox'
import { monitorFrames, observerFrames } from '../../contract/monitor-frames.ts'
import type { BasePath } from '../edge/base-path.ts'
import { consumerFrames } from '../../contract/consumer-frames.ts'

type Frames = Readonly<Record<string, TSchema>>

/**
 * The AsyncAPI 3 document of the consumers' socket, made of the schemas that validate its frames.
 * @param version of the product
 */
export function socketDocument(version: string, base: BasePath) {
  const fromConsumers = messagesOf(consumerFrames, '')
  const toConsumers = messagesOf(monitorFrames, '')
  // An observer's `batch_status` is not the one a consumer sends.
  const toObservers = messagesOf(observerFrames, 'observed_')
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Batchdeck: the socket of the consumers',
      version,
      description:
        'JSON in text frames, one message a frame. Optional fields are extensions: a consumer that sends none of them and ' +
        'ignores those it receives works. The HTTP API is described at `/api/openapi.json`.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      monitor: {
        host: '127.0.0.1:8080',
        pathname: base.at('/websocket/monitor'),
        protocol: 'ws',
        description: 'The default address; `wss` where the monitor has a certificate.',
        security: [
          {
            type: 'httpApiKey',
            name: 'token',
            in: 'query',
            description: 'The operator or consumer token (SEC-1); it may also come in `register`.',
          },
        ],
      },
    },
    channels: {
      monitor: {
        address: base.at('/websocket/monitor'),
        messages: { ...fromConsumers, ...toConsumers, ...toObservers },
      },
    },
    operations: {
      fromConsumers: operation('receive', 'What consumers and observers send.', fromConsumers),
      toConsumers: operation('send', 'What consumers are sent.', toConsumers),
      toObservers: operation('send', 'What observers are sent (WS-11).', toObservers),
    },
  }
}

function messagesOf(frames: Frames, prefix: string) {
  return Object.fromEntries(
    Object.entries(frames).map(([type, { description, ...payload }]: [string, TSchema & { description?: string }]) => [
      `${prefix}${type}`,
      { name: type, title: type, summary: description, payload },
    ]),
  )
}

function operation(action: 'send' | 'receive', summary: string, messages: object) {
  return {
    action,
    summary,
    channel: { $ref: '#/channels/monitor' },
    messages: Object.keys(messages).map((name) => ({ $ref: `#/channels/monitor/messages/${name}` })),
  }
}
