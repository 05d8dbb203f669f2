import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { answered } from '../../../console/summaries.ts'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink, useScope } from '../../stores/scope.ts'

const MAX_SHOWN = 12

/** Why there was each, how much it moved against the least that was possible, and how far one under way is. */
export function LastEpochs() {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const scope = useScope()
  const causeText = useCauseText()
  const shortCause = useShortCause()
  const epochs = useFleetData((data) => data.epochs)
  const tasks = useFleetData((data) => data.tasks)
  const last = [...epochs]
    .flatMap(([id, list]) => (scope === null || id === scope ? list.slice(0, MAX_SHOWN) : []))
    .toSorted((a, b) => b.created_at - a.created_at)
    .slice(0, MAX_SHOWN)
  return (
    <section className="bd-panel bd-last-epochs" aria-label={t('overview.lastEpochs')}>
      <header className="bd-panel-head">
        <h2>{t('overview.lastEpochs')}</h2>
        <span className="bd-spacer" />
        <span className="bd-dim">{t('overview.movedLeast')}</span>
      </header>
      {last.length === 0 && <p className="bd-dim bd-panel-note">{t('overview.noEpoch')}</p>}
      <ul className="bd-scrolls">
        {last.map((epoch) => {
          const { done, told } = answered(epoch)
          const { moved_consumer: moved, least_moved_consumer: least } = epoch.counts
          const cause = causeText(epoch)
          const isUnderWay = epoch.state === 'rolling_out' || epoch.state === 'degraded'
          return (
            <li key={`${epoch.task_id}/${epoch.epoch}`}>
              <a href={link('epochs', { open: String(epoch.epoch), task: String(epoch.task_id) })}>
                <b>{epoch.epoch}</b>
                <span>
                  <span className="bd-truncate" title={cause}>
                    {shortCause(epoch)}
                  </span>
                  <span className="bd-dim">
                    <RelativeTime at={epoch.created_at} />
                  </span>
                </span>
                <span className="bd-dim">
                  <span className="bd-truncate">
                    {isUnderWay ? <EpochStateBadge state={epoch.state} /> : tasks.get(epoch.task_id)?.name}
                    {isUnderWay && ` ${t('epochs.answered', { done: format.number(done), told: format.number(told) })}`}
                  </span>
                  <span data-moved={moved > 0 ? '' : undefined}>
                    <b>{format.number(moved)}</b> / {format.number(least)}
                  </span>
                </span>
              </a>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Why there is an epoch, in one line: many consumers are counted, and named in the tooltip. */
function useShortCause(): (epoch: Pick<EpochResource, 'cause'> & Partial<Pick<EpochResource, 'causes'>>) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  return (epoch) => {
    // A monitor of an earlier version tells the words only.
    const first = epoch.causes?.[0]
    if (first?.kind !== 'members' || !('consumers' in first)) return causeText(epoch)
    const count = first.consumers.length + (first.more ?? 0)
    return count === 1 ? causeText(epoch) : t(`burst.member.${first.change}`, { count: format.number(count) as never })
  }
}
