import { Tooltip } from '@mantine/core'
import { IconCircle, IconCircleFilled, IconLoader2, IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFleet, useFleetData, usePaused } from '../stores/fleet.ts'
import { useRange } from '../stores/range.ts'

/** What the page shows: the present, a part of the past, or what was there when it was paused or cut off. */
export type Liveness = 'live' | 'connected' | 'paused' | 'connecting' | 'lost'

/** `[UI-9]` Green is for the present of a monitor that is reached, and for nothing else. */
export function useLiveness(): Liveness {
  const connection = useFleet((fleet) => fleet.connection)
  const isPaused = usePaused()
  const { isLive } = useRange()
  if (connection !== 'live') return connection
  if (isPaused) return 'paused'
  return isLive ? 'live' : 'connected'
}

const looks = {
  live: <IconCircleFilled size={9} color="var(--bd-completed)" aria-hidden />,
  connected: <IconCircle size={11} color="var(--bd-muted)" aria-hidden />,
  paused: <IconPlayerPause size={14} aria-hidden />,
  connecting: <IconLoader2 size={13} aria-hidden />,
  lost: <IconPlugConnectedX size={14} color="var(--bd-error)" aria-hidden />,
} as const satisfies Record<Liveness, ReactNode>

/** How fresh what is shown is, in a word. */
export function Connection() {
  const { t } = useTranslation()
  const liveness = useLiveness()
  const url = useFleetData(({ server }) => server.url)
  const version = useFleetData(({ server }) => server.version)
  return (
    <Tooltip label={t('shell.server', { url, version })}>
      <span className="bd-status bd-liveness" data-liveness={liveness} tabIndex={0}>
        {looks[liveness]}
        {t(`shell.${liveness}`)}
      </span>
    </Tooltip>
  )
}
