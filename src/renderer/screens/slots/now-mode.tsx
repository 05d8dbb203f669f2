import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import { Figure } from '../../components/figure.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { formatHash } from '../../stores/route.ts'
import { goTo } from '../../stores/scope.ts'
import { LoadList } from './load-list.tsx'
import { type Load, loadsOf, spread } from './loads.ts'
import { MapPanel } from './map-panel.tsx'
import { Notice } from './notice.tsx'
import { useSpotlight } from './spotlight.ts'

/** Whose the slots are. */
export function NowMode({ slots }: { slots: SlotsResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const light = useSpotlight(slots)
  const members = useMembers()
  const loads = useMemo(() => loadsOf(slots, members), [slots, members])
  const { consumers, mean } = spread(loads)
  const unowned = loads.find(({ owner }) => owner === null)?.slots ?? 0
  return (
    <div className="bd-slots-body">
      <MapPanel label={t('slots.mapNow', { epoch: slots.epoch })} map={slots} light={light} />
      <div className="bd-slots-side">
        <section className="bd-panel bd-figures">
          <Figure
            label={t('overview.epochMark', { epoch: slots.epoch })}
            value={t('slots.present')}
            href={formatHash('epochs', { open: String(slots.epoch) })}
          />
          <Figure label={t('epochs.consumers')} value={format.number(consumers)} href={formatHash('consumers', {})} />
          <Figure
            label={t('slots.mean')}
            // Of a few targets a fraction matters.
            value={format.number(mean < 100 ? Math.round(mean * 10) / 10 : Math.round(mean))}
            title={t('slots.meanHint')}
          />
          <BalanceFigures loads={loads} />
          {unowned > 0 && <Figure label={t('slots.unowned')} value={format.number(unowned)} color="var(--bd-error)" />}
        </section>
        {unowned > 0 && (
          <Notice>
            <span className="bd-spacer">{t('slots.unownedHint')}</span>
            {members.length === 0 && (
              <Button size="compact-xs" variant="default" onClick={() => goTo('overview')}>
                {t('consumers.openOverview')}
              </Button>
            )}
          </Notice>
        )}
        <LoadList rows={loads.map((load) => ({ owner: load.owner, now: load, planned: load }))} light={light} />
      </div>
    </div>
  )
}

/** How evenly the targets lie. */
export function BalanceFigures({ loads }: { loads: readonly Load[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { mean, most, least } = spread(loads)
  const off = (load: number) =>
    mean === 0 ? t('common.none') : `${load >= mean ? '+' : ''}${format.percent(load / mean - 1)}`
  return (
    <>
      <Figure label={t('slots.heaviest')} value={off(most)} title={format.number(most)} />
      <Figure label={t('slots.lightest')} value={off(least)} title={format.number(least)} />
    </>
  )
}

/** Consumers that own slots or could: those that are neither lost nor drained, and do not flap. */
export function useMembers(): readonly string[] {
  const consumers = useFleetData((data) => data.consumers)
  return useMemo(
    () =>
      [...consumers.values()].flatMap(({ consumer_id, state, drained_at, flapping_since }) =>
        state === 'lost' || (drained_at ?? flapping_since ?? null) !== null ? [] : consumer_id,
      ),
    [consumers],
  )
}
