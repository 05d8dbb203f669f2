import type { ChannelOrigin } from '../channels/stored-channel.ts'
import type { Caller } from './context.ts'
import { procedure } from './procedure.ts'

/** `[CN-1]` In order of name, without secrets. */
export const listChannels = procedure('channels.list', {
  role: 'operator',
  audit: null,
  run: ({ channels }) => ({ channels: channels.resources() }),
})

/** `[CN-2]` `INVALID_MESSAGE`, `FORBIDDEN`, `CONFLICT`, `STORAGE_FAILED` */
export const putChannel = procedure('channels.put', {
  role: 'admin',
  audit: { name: 'channels.put', facts: ({ channel }) => ({ name: channel?.name }) },
  run: ({ channels, caller }, { channel }) => channels.put(channel, originOf(caller)),
})

/** `UNKNOWN_CHANNEL`, `CONFLICT`, `STORAGE_FAILED` */
export const deleteChannel = procedure('channels.delete', {
  role: 'admin',
  audit: { name: 'channels.delete', facts: ({ name }) => ({ name }) },
  async run({ channels }, { name }) {
    await channels.delete(name)
    return null
  },
})

/** `UNKNOWN_CHANNEL`, `STORAGE_FAILED` */
export const pauseChannel = procedure('channels.pause', {
  role: 'operator',
  audit: { name: 'channels.pause', facts: ({ name }) => ({ name }) },
  run: ({ channels }, { name, paused }) => channels.pause(name, paused),
})

/** `[CN-3]` `INVALID_MESSAGE`, `FORBIDDEN`, `RATE_LIMITED` */
export const testChannel = procedure('channels.test', {
  role: 'admin',
  audit: { name: 'channels.test', facts: ({ channel }) => ({ name: channel?.name }) },
  run: ({ channels, caller }, { channel }) => channels.test(channel, originOf(caller)),
})

/** Whoever is in this process runs this machine; whoever comes over a network has a token, or might have one. */
function originOf({ via }: Caller): ChannelOrigin {
  return via === 'desktop' || via === 'command' ? 'desktop' : 'token'
}
