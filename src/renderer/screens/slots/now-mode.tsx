import { Button } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams } from '../../stores/route.ts'
import { EpochLine } from './epoch-line.tsx'
import { LoadList } from './load-list.tsx'
import { presentRows } from './load-rows.ts'
import { loadsOf } from './loads.ts'
import { isColoredByOwner, MapPanel } from './map-panel.tsx'
import type { ModeProps } from './mode-props.ts'
import { SlotFigures, useLoadFigures } from './slot-figures.tsx'
import { SlotsFrame } from './slots-frame.tsx'
import { useSpotlight } from './spotlight.ts'
import { useMembers } from './use-members.ts'

/** Whose the slots are. */
export function NowMode({ slots }: ModeProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const light = useSpotlight(slots)
  const members = useMembers()
  const known = useFleetData(
    (data) => data.epochs.get(slots.task_id)?.find(({ epoch }) => epoch === slots.epoch) ?? null,
  )
  const loads = useMemo(() => loadsOf(slots, members), [slots, members])
  const rows = useMemo(() => presentRows(loads), [loads])
  const figures = useLoadFigures(loads)
  const unowned = loads.find(({ owner }) => owner === null)?.slots ?? 0
  return (
    <SlotsFrame
      mode="now"
      newest={slots.epoch}
      controls={
        <>
          <span className="bd-spacer" />
          <Button
            flex="none"
            variant="default"
            disabled={slots.epoch < 2}
            leftSection={<IconArrowsExchange size={14} />}
            onClick={() => setParams({ mode: 'compare', from: String(slots.epoch - 1), to: String(slots.epoch) })}
          >
            {t('epochs.compareBefore')}
          </Button>
        </>
      }
      context={<EpochLine epoch={slots.epoch} known={known} />}
      notice={
        unowned > 0 && (
          <>
            <span className="bd-truncate">{t('slots.unownedHint')}</span>
            {members.length === 0 && (
              <Button size="compact-xs" variant="default" onClick={() => openDialog({ kind: 'program' })}>
                {t('consumers.openOverview')}
              </Button>
            )}
          </>
        )
      }
      map={<MapPanel label={t('slots.mapNow', { epoch: slots.epoch })} map={slots} light={light} />}
      figures={
        <SlotFigures
          figures={[
            ...figures,
            {
              label: t('slots.unowned'),
              value: format.number(unowned),
              color: unowned > 0 ? 'var(--bd-error)' : 'var(--bd-muted)',
            },
          ]}
        />
      }
      list={<LoadList rows={rows} light={light} isColored={isColoredByOwner(slots)} />}
    />
  )
}
