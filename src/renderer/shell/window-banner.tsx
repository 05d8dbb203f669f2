import { Button } from '@mantine/core'
import { IconBellOff, IconTool } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WindowResource } from '../../contract/resources/window.ts'
import { consumersIn } from '../../console/window-scope.ts'
import { useNow } from '../components/relative-time.tsx'
import { useWindowWords } from '../features/windows/use-window-words.ts'
import { useFormat } from '../i18n/format.ts'
import { useCanAct } from '../stores/can-act.ts'
import { openDialog } from '../stores/dialog.ts'
import { useFleet, useFleetData } from '../stores/fleet.ts'
import { useLink } from '../stores/scope.ts'

/** `[MW-1]` `[UI-9]` What is held or muted now, on every screen, for everybody: the one that holds first, the others as a number. */
export function WindowBanner() {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const words = useWindowWords()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const now = useNow()
  const windows = useFleetData((data) => data.windows)
  const open = useMemo(
    () =>
      windows.filter(({ active }) => active).toSorted((a, b) => Number(b.holds) - Number(a.holds) || a.until - b.until),
    [windows],
  )
  const [first, ...others] = open
  const count = useCount(first)
  if (!first) return null
  const Icon = first.holds ? IconTool : IconBellOff
  const isOfSome = first.scope.consumers !== undefined || first.scope.labels !== undefined
  return (
    <div className="bd-banner" data-kind="window" role="status">
      <Icon className="bd-fixed" size={15} aria-hidden />
      <span className="bd-truncate">
        <a className="bd-anchor" href={link('settings', { part: 'windows', open: String(first.window_id) })}>
          {t(`windows.banner.${first.holds ? 'maintenance' : 'silence'}`)}
        </a>
        {t('eventText.colon')}
        {isOfSome ? t('action.consumers', { count: format.number(count) as never }) : words.whom(first.scope)}
        {t('eventText.comma')}
        {/* Its end is what is told, not each second on the way. */}
        <span title={format.exact(first.until)} aria-live="off">
          {t('windows.banner.left', {
            time: format.duration(Math.max(0, Math.ceil((first.until - now) / 60_000)) * 60_000),
          })}
        </span>
        {first.why !== '' && <span className="bd-dim bd-wide"> · {first.why}</span>}
      </span>
      <span className="bd-spacer" />
      {others.length > 0 && (
        <a className="bd-anchor bd-nowrap" href={link('settings', { part: 'windows' })}>
          {t('windows.banner.more', { count: format.number(others.length) as never })}
        </a>
      )}
      {canAct && (
        <Button
          flex="none"
          size="compact-xs"
          variant="default"
          disabled={!isLive}
          onClick={() => openDialog({ kind: 'endWindow', windowId: first.window_id })}
        >
          {t('windows.end')}
        </Button>
      )}
    </div>
  )
}

/** How many consumers it is about now. */
function useCount(window: WindowResource | undefined): number {
  const consumers = useFleetData((data) => data.consumers)
  return useMemo(() => (window ? consumersIn(window.scope, consumers).length : 0), [consumers, window])
}
