import type { ChannelRequest, ChannelResource } from '../../../../contract/resources/channel.ts'
import { type ChannelDraft, everyDay, keepsHeader, type SecretDraft } from './channel-draft.ts'
import { dailyCron } from './daily-time.ts'

/** As the monitor takes it: what is null of it stays what it is (CN-2). */
export function requestOf(draft: ChannelDraft, channel: ChannelResource | null): ChannelRequest {
  const { kind } = draft
  const options = optionsOf(draft, channel)
  const url = trimmed(draft.url)
  const secret = given('secret', trimmed(draft.secret))
  switch (kind) {
    case 'webhook': {
      const named = draft.headers.filter((header) => header.name.trim() !== '')
      const headers = Object.fromEntries(
        named.map((header) => [header.name.trim(), keepsHeader(draft, channel, header) ? null : header.value]),
      )
      return {
        kind,
        url,
        ...secret,
        ...(named.length > 0 && { headers }),
        ...given('template', draft.template.trim()),
        ...options,
      }
    }
    case 'slack':
    case 'wecom':
      return { kind, url, ...options }
    case 'dingtalk':
    case 'feishu':
      return { kind, url, ...secret, ...options }
    case 'telegram':
      return {
        kind,
        token: trimmed(draft.token),
        chat_id: draft.chat_id.trim(),
        ...(draft.thread_id.trim() !== '' && { thread_id: Number(draft.thread_id) }),
        ...given('base_url', draft.base_url.trim()),
        ...options,
      }
    case 'email':
      return {
        kind,
        host: draft.host.trim(),
        ...(draft.port.trim() !== '' && { port: Number(draft.port) }),
        security: draft.security,
        ...given('user', draft.user.trim()),
        // Without a user there is nobody whose it could be.
        ...(draft.user.trim() !== '' && given('password', draft.password)),
        from: draft.from.trim(),
        to: draft.to.map((one) => one.trim()),
        ...options,
      }
  }
}

const trimmed = (secret: SecretDraft) => secret && secret.trim()

/** A field that is left out while it is empty. */
function given<Name extends string, Value extends SecretDraft>(field: Name, value: Value): { [N in Name]?: Value } {
  return value === '' ? {} : ({ [field]: value } as { [N in Name]?: Value })
}

function optionsOf(draft: ChannelDraft, channel: ChannelResource | null) {
  const { quiet, summary } = draft
  const isEveryDay = everyDay.every((day) => quiet.days.includes(day))
  return {
    name: draft.name.trim(),
    min_severity: draft.min_severity,
    ...(draft.tasks.length > 0 && { tasks: draft.tasks.map(Number) }),
    ...(draft.kinds.length > 0 && { kinds: [...draft.kinds] }),
    ...(quiet.isOn && {
      quiet: {
        from: quiet.from,
        to: quiet.to,
        time_zone: quiet.time_zone,
        ...(!isEveryDay && { days: quiet.days.toSorted((a, b) => a - b) }),
      },
    }),
    language: draft.language,
    per_hour: draft.per_hour,
    ...(summary.isOn && {
      summary: {
        cron: summary.how === 'daily' ? dailyCron(summary.time) : summary.cron.trim(),
        time_zone: summary.time_zone,
      },
    }),
    ...(channel?.paused && { paused: true }),
  }
}
