import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useDesktop } from '../../stores/desktop.ts'
import { useLink } from '../../stores/scope.ts'

/** `[DT-10]` In the rail: a new version waits for a restart. Nothing of it moves, and "Later" takes it away. */
export function UpdateNotice({ isCollapsed }: { isCollapsed: boolean }) {
  const { t } = useTranslation()
  const link = useLink()
  const stage = useDesktop(({ state }) => state?.update.stage)
  if ((stage?.is !== 'ready' && stage?.is !== 'postponed') || stage.later) return null
  const label = t('update.notice', { version: stage.release.version })
  return (
    <a className="bd-rail-link" href={link('settings', { part: 'desktop' })} aria-label={label} title={label}>
      <IconDownload size={16} color="var(--bd-accent)" aria-hidden />
      {!isCollapsed && <span className="bd-truncate">{t('update.noticeShort')}</span>}
    </a>
  )
}
