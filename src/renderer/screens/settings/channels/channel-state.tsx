import { IconCircleCheckFilled, IconCircleDashed, IconCircleXFilled, IconPlayerPauseFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ChannelResource } from '../../../../contract/resources/channel.ts'
import { useProblemWords } from './channel-words.ts'

const looks = {
  ok: { Icon: IconCircleCheckFilled, color: 'var(--bd-completed)' },
  new: { Icon: IconCircleDashed, color: 'var(--bd-muted)' },
  paused: { Icon: IconPlayerPauseFilled, color: 'var(--bd-muted)' },
  failing: { Icon: IconCircleXFilled, color: 'var(--bd-error)' },
} as const satisfies Record<ChannelResource['state'], unknown>

/** How a channel does, by sign and words, with what is wrong. @param isWhole whether it may take several lines */
export function ChannelState({ channel, isWhole = false }: { channel: ChannelResource; isWhole?: boolean }) {
  const { t } = useTranslation()
  const problem = useProblemWords()(channel)
  const { state } = channel
  const { Icon, color } = looks[state]
  const text =
    state === 'failing' && problem !== null ? t('channels.failing', { problem }) : t(`channels.state.${state}`)
  return (
    <span className="bd-status bd-channel-state">
      <Icon className="bd-fixed" size={13} color={color} aria-hidden />
      <span className={isWhole ? 'bd-wrap bd-breaks' : 'bd-truncate'} title={isWhole ? undefined : text}>
        {text}
      </span>
    </span>
  )
}
