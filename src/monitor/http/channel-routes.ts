import { Type } from 'typebox'
import { id } from '../../contract/primitives.ts'
import { refusal } from '../../contract/refusal.ts'
import { channelName, channelRequest, type ChannelRequest, deliveryStates } from '../../contract/resources/channel.ts'
import { deleteChannel, listChannels, pauseChannel, putChannel, testChannel } from '../procedures/channels.ts'
import { discardDeliveries, listDeliveries, retryDeliveries } from '../procedures/deliveries.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

const tags = ['monitor']
const params = Type.Object({ name: channelName })
const which = Type.Object(
  { delivery_id: Type.Optional(id), channel: Type.Optional(channelName) },
  { additionalProperties: false, description: 'One, or all of a channel.' },
)

/** `[CN-1]` `[CN-5]` `/api/channels`, `/api/deliveries` */
export const channelRoutes = [
  route('GET /api/channels', {
    operationId: 'listChannels',
    summary: 'Where alerts go when nobody looks (CN-1), in order of name; no secret',
    tags,
    does: listChannels,
    input: () => ({}),
  }),
  route('PUT /api/channels/:name', {
    operationId: 'putChannel',
    summary: 'A new channel, or in place of the one of this name; a secret that is null stays (CN-2)',
    tags,
    params,
    body: channelRequest,
    problems: ['CONFLICT', 'STORAGE_FAILED'],
    does: putChannel,
    input: ({ params: { name }, body }) => ({ channel: namedAlike(name, body) }),
  }),
  route('DELETE /api/channels/:name', {
    operationId: 'deleteChannel',
    summary: 'Deletes a channel, and what waits for it',
    tags,
    params,
    responses: { 204: Type.Null({ description: 'It is gone.' }) },
    problems: ['UNKNOWN_CHANNEL', 'CONFLICT', 'STORAGE_FAILED'],
    does: deleteChannel,
    input: ({ params: { name } }) => ({ name }),
    status: 204,
  }),
  route('POST /api/channels/:name/pause', {
    operationId: 'pauseChannel',
    summary: 'A channel passes nothing on, or does again',
    tags,
    params,
    body: Type.Object({ paused: Type.Boolean() }, { additionalProperties: false }),
    problems: ['UNKNOWN_CHANNEL', 'STORAGE_FAILED'],
    does: pauseChannel,
    input: ({ params: { name }, body: { paused } }) => ({ name, paused }),
  }),
  route('POST /api/channels/:name/test', {
    operationId: 'testChannel',
    summary: 'Sends a message now, without keeping the channel, and answers what came of it (CN-3)',
    tags,
    params,
    body: channelRequest,
    problems: ['RATE_LIMITED'],
    does: testChannel,
    input: ({ params: { name }, body }) => ({ channel: namedAlike(name, body) }),
  }),
  route('GET /api/deliveries', {
    operationId: 'listDeliveries',
    summary: 'Messages to channels and what became of them, newest first (CN-5)',
    tags,
    query: {
      channel: Type.Optional(channelName),
      state: Type.Optional(Type.Enum([...deliveryStates])),
      before: Type.Optional(Type.Integer({ ...wholeNumber, description: 'The `next` of the page before.' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    },
    problems: ['STORAGE_FAILED'],
    does: listDeliveries,
    input: ({ query }) => query,
  }),
  route('POST /api/deliveries/retry', {
    operationId: 'retryDeliveries',
    summary: 'Sends what was given up again: one message, or all of a channel',
    tags,
    body: which,
    problems: ['UNKNOWN_DELIVERY', 'UNKNOWN_CHANNEL', 'STORAGE_FAILED'],
    does: retryDeliveries,
    input: ({ body }) => body,
  }),
  route('POST /api/deliveries/discard', {
    operationId: 'discardDeliveries',
    summary: 'Forgets what was given up, one message or all of a channel, or takes back one that waits',
    tags,
    body: which,
    problems: ['UNKNOWN_DELIVERY', 'UNKNOWN_CHANNEL'],
    does: discardDeliveries,
    input: ({ body }) => body,
  }),
]

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function namedAlike(name: string, channel: ChannelRequest): ChannelRequest {
  if (channel.name !== name) throw refusal('channel_name_differs', { channel: name, other: channel.name })
  return channel
}
