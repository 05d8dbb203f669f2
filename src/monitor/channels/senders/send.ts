import { BatchdeckError } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'
import type { ChannelDefinition } from '../../../contract/resources/channel.ts'
import { messageWords } from '../../../console/words/message-words.ts'
import type { ChannelMessage, SendContext, SendOutcome } from '../message.ts'
import { dingtalkOutcome, dingtalkRequest } from './dingtalk.ts'
import { mailOf } from './email.ts'
import { feishuOutcome, feishuRequest } from './feishu.ts'
import { refused } from './outcome.ts'
import { Secrets } from './secrets.ts'
import { type HttpAnswer, type HttpRequest, sendHttp } from './send-http.ts'
import { sendMail } from './send-mail.ts'
import type { Sending } from './sending.ts'
import { slackOutcome, slackRequest } from './slack.ts'
import { telegramOutcome, telegramRequest } from './telegram.ts'
import { webhookOutcome, webhookRequest } from './webhook.ts'
import { wecomOutcome, wecomRequest } from './wecom.ts'

/**
 * `[CN-4]` Makes words of a message and takes it where a channel leads. Never throws; ends by `context.signal`, and by
 * itself where a receiver hangs. No secret of the channel is in what it says, whatever a receiver answers.
 */
export async function send(
  definition: ChannelDefinition,
  message: ChannelMessage,
  context: SendContext,
): Promise<SendOutcome> {
  const secrets = new Secrets(definition)
  const outcome = await sent(definition, message, context, secrets).catch(failure)
  return outcome.kind === 'delivered' ? outcome : { ...outcome, problem: secrets.sentence(outcome.problem) }
}

async function sent(
  definition: ChannelDefinition,
  message: ChannelMessage,
  context: SendContext,
  secrets: Secrets,
): Promise<SendOutcome> {
  const { tasks, monitor } = context
  const words = messageWords(message, { monitor, tasks, language: definition.language ?? 'en' })
  const sending: Sending = { message, words, link: context.link(words.place), context }
  const post = async (request: HttpRequest, outcomeOf: (answer: HttpAnswer) => SendOutcome): Promise<SendOutcome> => {
    const answer = await sendHttp(request, context)
    return answer.kind === 'answered' ? outcomeOf(answer) : answer
  }
  switch (definition.kind) {
    case 'webhook':
      return post(webhookRequest(definition, sending), (answer) => webhookOutcome(answer, secrets))
    case 'slack':
      return post(slackRequest(definition, sending), (answer) => slackOutcome(answer, secrets))
    case 'telegram':
      return post(telegramRequest(definition, sending), (answer) => telegramOutcome(definition, answer, secrets))
    case 'dingtalk':
      return post(dingtalkRequest(definition, sending), (answer) =>
        dingtalkOutcome(definition, answer, secrets, monitor),
      )
    case 'feishu':
      return post(feishuRequest(definition, sending), (answer) => feishuOutcome(definition, answer, secrets, monitor))
    case 'wecom':
      return post(wecomRequest(definition, sending), (answer) => wecomOutcome(answer, secrets))
    case 'email':
      return sendMail(definition, mailOf(definition, sending), context, secrets, message.kind === 'test')
  }
}

/** What was thrown on the way: a definition that cannot be used, or a fault of ours, of which only the kind is said. */
function failure(error: unknown): SendOutcome {
  if (error instanceof BatchdeckError) return refused(error)
  return refused(refusal('channel_unexpected', { detail: error instanceof Error ? error.name : typeof error }))
}
