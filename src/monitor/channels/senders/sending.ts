import type { ChannelMessage, SendContext } from '../message.ts'
import type { MessageWords } from '../../../console/words/message-words.ts'

/** A message as its sender gets it: in words, and what they were made of. */
export interface Sending {
  readonly message: ChannelMessage
  readonly words: MessageWords
  /** The address of its place in the console. */
  readonly link: string
  readonly context: SendContext
}
