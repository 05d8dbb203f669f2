import type { ChannelMessage } from './message.ts'

/** `[CN-5]` What stands for a message in a list, in English. */
export function titleOf(message: ChannelMessage): string {
  return message.kind
}
