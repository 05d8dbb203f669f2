import { IconBellOff, IconTool } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import type { WindowResource } from '../../../contract/resources/window.ts'
import { useNow } from '../../components/relative-time.tsx'
import type { Column } from '../../components/table-row.tsx'
import { useWindowWords } from '../../features/windows/use-window-words.ts'
import { useFormat } from '../../i18n/format.ts'

/** What a list of windows shows of each. */
export function useWindowColumns(): readonly Column<WindowResource>[] {
  const { t } = useTranslation()
  const words = useWindowWords()
  return useMemo(
    (): readonly Column<WindowResource>[] => [
      {
        id: 'effect',
        header: t('windows.effect'),
        width: 'minmax(120px, 1fr)',
        value: (window) => words.effect(window),
        cell: (window) => (
          <span className="bd-status">
            {window.holds ? <IconTool size={13} aria-hidden /> : <IconBellOff size={13} aria-hidden />}
            {words.effect(window)}
          </span>
        ),
      },
      {
        id: 'whom',
        header: t('windows.whom'),
        width: 'minmax(110px, 1.4fr)',
        value: ({ scope }) => words.whom(scope),
      },
      {
        id: 'when',
        header: t('windows.when'),
        width: 'minmax(140px, 1.2fr)',
        value: ({ from }) => csvTime(from),
        cell: (window) => <WindowTime window={window} />,
      },
      {
        id: 'alerts',
        header: t('windows.kinds'),
        width: 'minmax(90px, 1fr)',
        value: ({ scope }) => words.alerts(scope),
        cell: ({ scope, mutes }) =>
          words.alerts(scope) || <span className="bd-dim">{t(mutes ? 'windows.allKinds' : 'common.none')}</span>,
      },
      {
        id: 'why',
        header: t('attend.why'),
        width: 'minmax(100px, 1.6fr)',
        value: ({ why }) => why,
        cell: ({ why }) =>
          why === '' ? <span className="bd-dim">{t('common.none')}</span> : <span title={why}>{why}</span>,
      },
      {
        id: 'by',
        header: t('access.by'),
        width: 'minmax(80px, 0.7fr)',
        value: ({ by }) => by,
        cell: ({ by }) => by ?? <span className="bd-dim">{t('common.none')}</span>,
      },
    ],
    [t, words],
  )
}

/** Until when one is open, or when it begins, and that it does so again and again. */
export function WindowTime({ window: { active, from, until, cron } }: { window: WindowResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const text = active
    ? t('windows.activeUntil', { time: format.minute(until, now) })
    : t('windows.startsAt', { time: format.minute(from, now) })
  return (
    <span title={`${format.exact(from)} – ${format.exact(until)}`}>
      {text}
      {cron !== null && <span className="bd-dim"> · {t('windows.repeats')}</span>}
    </span>
  )
}
