import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../backend/use-command.ts'
import { useDataAge } from '../components/relative-time.tsx'
import { LifeBanners } from '../features/desktop/life-banners.tsx'
import { useFormat } from '../i18n/format.ts'
import { callDesktop, showOwnMonitor, useDesktop } from '../stores/desktop.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMonitors } from '../features/desktop/use-monitors.ts'
import { useProblemText } from '../features/desktop/problem-text.ts'
import { WindowBanner } from './window-banner.tsx'

/** `[UI-4]` `[UI-9]` What is shown is not the present, and why; nothing else moves the screen. */
export function Banners() {
  const connection = useFleet((fleet) => fleet.connection)
  const pausedAt = useFleet((fleet) => fleet.pausedAt)
  return (
    <div className="bd-banners">
      {connection !== 'live' && <LostBanner isSlow={connection === 'connecting'} />}
      {pausedAt !== null && <PausedBanner pausedAt={pausedAt} />}
      <WindowBanner />
      <LifeBanners />
    </div>
  )
}

/** @param isSlow a long message is on its way, or nothing at all: it is not known yet (LV-8) */
function LostBanner({ isSlow }: { isSlow: boolean }) {
  const { t } = useTranslation()
  const age = useDataAge()
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const problem = useDesktop(({ state }) => state?.problem ?? null)
  const problemText = useProblemText()
  const isHeld = useMonitors().find(({ id }) => id === attached)?.health.standing === 'held'
  const [, run] = useAction()
  return (
    <div className="bd-banner" data-kind="lost" role="alert">
      <IconPlugConnectedX className="bd-fixed" size={15} aria-hidden />
      <span>{t(isSlow ? 'shell.slowBanner' : 'shell.lostBanner', { age })}</span>
      {problem && <span className="bd-dim">{problemText(problem)}</span>}
      {attached !== null && isHeld && (
        <Button
          flex="none"
          ml="auto"
          variant="default"
          onClick={() => void run(() => callDesktop('monitor.retry', { id: attached }))}
        >
          {t('monitors.retry')}
        </Button>
      )}
      {attached !== null && (
        <Button flex="none" {...(!isHeld && { ml: 'auto' })} variant="default" onClick={() => void run(showOwnMonitor)}>
          {t('desktop.back')}
        </Button>
      )}
    </div>
  )
}

function PausedBanner({ pausedAt }: { pausedAt: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const clockOffset = useFleet((fleet) => fleet.clockOffset)
  const heldBack = useFleet((fleet) => fleet.heldBack)
  return (
    <div className="bd-banner" data-kind="paused" role="status">
      <IconPlayerPause className="bd-fixed" size={15} aria-hidden />
      <span>
        <strong>{t('shell.pausedBanner', { time: format.clock(pausedAt + clockOffset) })}</strong>{' '}
        <span title={t('shell.heldBackHint')} aria-live="off">
          {t('shell.heldBack', { count: format.number(heldBack) as never })}
        </span>{' '}
        <span className="bd-dim bd-wide">{t('shell.pausedActs')}</span>
      </span>
    </div>
  )
}
