import { IconPlayerPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePaused } from '../stores/fleet.ts'

/** `[UI-1]` Where something is about to be done while the screen is paused: it is done, and not seen until Resume. */
export function PausedNote() {
  const { t } = useTranslation()
  if (!usePaused()) return null
  return (
    <span className="bd-status bd-dim bd-breaks" role="note">
      <IconPlayerPause className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
      {t('shell.pausedNote')}
    </span>
  )
}
