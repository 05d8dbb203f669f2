import {
  IconBrandDingtalk,
  IconBrandSlack,
  IconBrandTelegram,
  IconBrandWechat,
  IconFeather,
  IconMail,
  IconWebhook,
} from '@tabler/icons-react'
import type { ChannelKind } from '../../../../contract/resources/channel.ts'

export const channelIcons = {
  webhook: IconWebhook,
  slack: IconBrandSlack,
  telegram: IconBrandTelegram,
  dingtalk: IconBrandDingtalk,
  feishu: IconFeather,
  wecom: IconBrandWechat,
  email: IconMail,
} as const satisfies Record<ChannelKind, unknown>

/** The sign of a kind; its name stands beside it. */
export function ChannelKindIcon({ kind, size = 14 }: { kind: ChannelKind; size?: number }) {
  const { [kind]: Icon } = channelIcons
  return <Icon className="bd-fixed" size={size} aria-hidden />
}
