import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import { Figure } from '../../components/figure.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { ArchiveProblem } from './archive-problem.tsx'
import { LoadList } from './load-list.tsx'
import { loadsOf } from './loads.ts'
import { MapPanel } from './map-panel.tsx'
import { Scrubber } from './scrubber.tsx'
import type { EpochSlots } from './slot-archive.ts'
import { useSpotlight } from './spotlight.ts'
import { useSlotArchive } from './use-slot-archive.ts'

/** Whose the slots were, epoch by epoch. */
export function HistoryMode({ slots }: { slots: SlotsResource }) {
  const { t } = useTranslation()
  const newest = slots.epoch
  const [at, move] = useEpochInAddress(newest)
  // The newest, too: its answer says from where on there is a history at all.
  const { archive, found, oldest, problem } = useSlotArchive(slots.task_id, newest, [at, newest])
  const first = Math.min(oldest ?? 1, newest)
  const epoch = Math.max(first, Math.min(at, newest))
  const here = archive.at(epoch) ?? (epoch === at ? found[0] : null) ?? null
  const [last, setLast] = useState<EpochSlots | null>(null)
  if (here && here !== last) setLast(here)
  // What is not there yet must not blank the picture: the last one stays, and it says of which epoch it is.
  const shown = here ?? last
  return (
    <>
      {problem !== null && <ArchiveProblem problem={problem} onRetry={() => archive.retry()} />}
      {shown ? <Past slots={shown} /> : problem === null && <LoadingState label={t('slots.loadingHistory')} />}
      <Scrubber
        epoch={epoch}
        oldest={first}
        newest={newest}
        steps={archive.steps()}
        step={here?.step ?? null}
        onMove={move}
      />
    </>
  )
}

function Past({ slots: { step, map, before } }: { slots: EpochSlots }) {
  const { t } = useTranslation()
  const format = useFormat()
  const light = useSpotlight(map)
  const loads = useMemo(() => loadsOf(map), [map])
  const moved = before ? map.owners.filter((owner, slot) => owner !== before.owners[slot]).length : 0
  return (
    <div className="bd-slots-body">
      <MapPanel
        label={t('slots.mapAt', { epoch: step.epoch })}
        map={map}
        before={moved > 0 ? before : null}
        light={light}
      />
      <div className="bd-slots-side">
        <section className="bd-panel bd-figures">
          <Figure label={t('epochs.targets')} value={format.number(step.targets)} />
          <Figure label={t('epochs.batches')} value={format.number(step.batches)} />
          <Figure label={t('epochs.consumers')} value={format.number(step.consumers)} />
          <Figure label={t('slots.slotsMoved')} value={format.number(moved)} />
          <Figure
            label={t('slots.movedLeast')}
            value={`${format.number(step.moved_consumer)} / ${format.number(step.least_moved_consumer)}`}
            title={t('epochs.movedHint')}
          />
        </section>
        <LoadList rows={loads.map((load) => ({ owner: load.owner, now: load, planned: load }))} light={light} />
      </div>
    </div>
  )
}

/** The epoch shown. It is in the address once it stands still: browsers allow only so many changes of it. */
function useEpochInAddress(newest: number): [number, (epoch: number) => void] {
  const param = useParam('at')
  const [at, setAt] = useState(() => Number(param) || newest)
  const written = useRef(param)
  const write = useDebouncedCallback((epoch: number) => {
    written.current = String(epoch)
    setParams({ at: String(epoch) })
  }, 250)
  useEffect(() => {
    // A link or the back button, and not what we wrote ourselves.
    if (param === written.current) return
    written.current = param
    setAt(Number(param) || newest)
  }, [param, newest])
  return [
    at,
    (epoch) => {
      setAt(epoch)
      write(epoch)
    },
  ]
}
