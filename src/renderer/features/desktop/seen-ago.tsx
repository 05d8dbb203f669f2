import type { MonitorHealth } from '../../../contract/desktop-monitors.ts'
import { useTranslation } from 'react-i18next'
import { useOwnNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'

/** `[UI-9]` How long ago a monitor was heard that is not heard now; nothing for one that is, or never was. */
export function SeenAgo({ health: { seen_at } }: { health: MonitorHealth }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useOwnNow()
  if (seen_at === null) return null
  return <span title={format.exact(seen_at)}>{t('monitors.seen', { ago: format.ago(seen_at, now) })}</span>
}
