import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setParams, useParam } from '../../stores/route.ts'
import { ArchiveNotice } from './archive-notice.tsx'
import { EpochLine } from './epoch-line.tsx'
import { LoadList } from './load-list.tsx'
import { presentRows } from './load-rows.ts'
import { loadsOf } from './loads.ts'
import { isColoredByOwner, MapPanel } from './map-panel.tsx'
import type { ModeProps } from './mode-props.ts'
import { Scrubber } from './scrubber.tsx'
import type { EpochSlots } from './slot-archive.ts'
import { SlotFigures, useLoadFigures, useMovedFigure } from './slot-figures.tsx'
import { SlotsFrame } from './slots-frame.tsx'
import { useSpotlight } from './spotlight.ts'
import { useWantedSlots } from './use-slot-archive.ts'

/** Whose the slots were, epoch by epoch. */
export function HistoryMode({ slots, archive }: ModeProps) {
  const { t } = useTranslation()
  const newest = slots.epoch
  const [at, move] = useEpochInAddress(newest)
  // The newest, too: its answer says from where on there is a history at all.
  const { found, oldest, problem } = useWantedSlots(archive, newest, [at, newest])
  const first = Math.min(oldest ?? 1, newest)
  const epoch = Math.max(first, Math.min(at, newest))
  const here = archive.at(epoch) ?? (epoch === at ? found[0] : null) ?? null
  const [last, setLast] = useState<EpochSlots | null>(null)
  if (here && here !== last) setLast(here)
  // What is not there yet must not blank the picture: the last one stays, at first the present one, and says that it waits.
  const shown = here ?? last
  const map = shown?.map ?? slots
  const light = useSpotlight(map)
  const loads = useMemo(() => loadsOf(map), [map])
  const rows = useMemo(() => presentRows(loads), [loads])
  const figures = useLoadFigures(loads)
  const movedFigure = useMovedFigure()
  const before = shown?.before ?? null
  const hasMoved = before !== null && map.owners.some((owner, slot) => owner !== before.owners[slot])
  return (
    <SlotsFrame
      mode="history"
      newest={newest}
      controls={
        <Scrubber
          epoch={epoch}
          oldest={first}
          newest={newest}
          steps={archive.steps()}
          step={here?.step ?? null}
          onMove={move}
        />
      }
      context={<EpochLine epoch={epoch} known={here?.step ?? null} />}
      notice={problem !== null && <ArchiveNotice problem={problem} onRetry={() => archive.retry()} />}
      map={
        <MapPanel
          label={shown ? t('slots.mapAt', { epoch: shown.step.epoch }) : t('slots.loadingHistory')}
          map={map}
          before={hasMoved ? before : null}
          light={light}
          isPending={here === null}
        />
      }
      figures={
        <SlotFigures
          isPending={here === null}
          figures={[...figures, movedFigure(shown && [shown.step.moved_consumer, shown.step.least_moved_consumer])]}
        />
      }
      list={<LoadList rows={rows} light={light} isColored={isColoredByOwner(map)} />}
    />
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
