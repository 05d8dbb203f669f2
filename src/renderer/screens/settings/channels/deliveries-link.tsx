import type { ReactNode } from 'react'
import type { DeliveryResource } from '../../../../contract/resources/channel.ts'
import { useLink } from '../../../stores/scope.ts'

interface DeliveriesLinkProps {
  readonly channel: string
  readonly state: DeliveryResource['state'] | 'all'
  /** A number that worries nobody. */
  readonly isDim?: boolean
  readonly children: ReactNode
}

/** `[UI-3]` To the messages of a channel. */
export function DeliveriesLink({ channel, state, isDim = false, children }: DeliveriesLinkProps) {
  const link = useLink()
  return (
    <a
      className={isDim ? 'bd-link' : 'bd-anchor'}
      href={link('settings', { part: 'channels', channel, deliveries: state })}
      // The row it stands in opens something else.
      onClick={(event) => event.stopPropagation()}
    >
      {isDim ? <span className="bd-dim">{children}</span> : children}
    </a>
  )
}
