import { procedure } from './procedure.ts'

/** `[CN-1]` In order of name, without secrets. */
export const listChannels = procedure('channels.list', {
  role: 'operator',
  audit: null,
  run: () => ({ channels: [] }),
})

/** `[CN-2]` */
export const putChannel = procedure('channels.put', {
  role: 'admin',
  audit: { name: 'channels.put', facts: ({ channel }) => ({ name: channel?.name }) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `UNKNOWN_CHANNEL`, `CONFLICT` */
export const deleteChannel = procedure('channels.delete', {
  role: 'admin',
  audit: { name: 'channels.delete', facts: ({ name }) => ({ name }) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `UNKNOWN_CHANNEL` */
export const pauseChannel = procedure('channels.pause', {
  role: 'operator',
  audit: { name: 'channels.pause', facts: ({ name }) => ({ name }) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `[CN-3]` */
export const testChannel = procedure('channels.test', {
  role: 'admin',
  audit: { name: 'channels.test', facts: ({ channel }) => ({ name: channel?.name }) },
  run() {
    throw new Error('Not there yet.')
  },
})
