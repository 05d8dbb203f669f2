import type { ChannelDefinition } from '../../../contract/resources/channel.ts'
import type { ChannelMessage, SendContext, SendOutcome } from '../message.ts'

/** `[CN-4]` Makes words of a message and takes it where a channel leads. Never throws; ends by `context.signal`. */
export async function send(
  definition: ChannelDefinition,
  message: ChannelMessage,
  context: SendContext,
): Promise<SendOutcome> {
  void definition
  void message
  void context
  return Promise.resolve({ kind: 'refused', problem: { message: 'Not there yet.' } })
}
