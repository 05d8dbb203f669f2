import { ActionIcon, Tooltip } from '@mantine/core'
import { useElementSize, useThrottledValue } from '@mantine/hooks'
import { IconPlugConnected } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import { useConditions } from '../../stores/conditions.ts'
import { consumerNames } from '../../stores/consumer-names.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { ConsumerLines } from './consumer-lines.tsx'
import { mapCells, MAX_CELLS } from './map-cells.ts'
import { MapDrawing } from './map-drawing.tsx'

/** How often progress is drawn anew, ms; a condition that changes shows at once. */
const REDRAW_MS = 1000
/** Of a line in a list, px. */
const LINE_PX = 28

/** One cell for each consumer, by id, so that it keeps its place: colour and shape are its condition, the fill its progress. */
export function ConsumerMap({ away }: { away: ReadonlySet<string> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  const consumers = useFleetData((data) => data.consumers)
  const batches = useThrottledValue(
    useFleetData((data) => data.batches),
    REDRAW_MS,
  )
  const unplanned = useThrottledValue(
    useFleetData((data) => data.unplanned),
    REDRAW_MS,
  )
  const conditions = useConditions()
  const names = consumerNames(consumers)
  const cells = useMemo(
    () => mapCells({ consumers, conditions, batches, unplanned, away, names }),
    [consumers, conditions, batches, unplanned, away, names],
  )
  const isFew = cells.length * LINE_PX <= height
  const isOfHosts = names.length > MAX_CELLS
  return (
    <section className="bd-panel bd-map" aria-label={t('screen.consumers')}>
      <header className="bd-panel-head">
        <h2>{t('screen.consumers')}</h2>
        <span className="bd-dim bd-truncate">{t(isOfHosts ? 'overview.mapOfHosts' : 'overview.mapOf')}</span>
        <span className="bd-spacer" />
        {cells.some(({ wasAway }) => wasAway) && <Key kind="was" label={t('overview.wasAway')} />}
        {cells.some(({ hasError }) => hasError) && <Key kind="error" label={t('overview.hasError')} />}
        <Tooltip label={t('overview.connect')}>
          <ActionIcon size="sm" aria-label={t('overview.connect')} onClick={() => openDialog({ kind: 'program' })}>
            <IconPlugConnected size={14} />
          </ActionIcon>
        </Tooltip>
      </header>
      <div className="bd-map-room" ref={ref}>
        {width > 0 && isFew && <ConsumerLines cells={cells} />}
        {width > 0 && !isFew && (
          <MapDrawing
            cells={cells}
            width={width}
            height={height}
            label={t('overview.mapLabel', { count: format.number(names.length) as never })}
          />
        )}
      </div>
    </section>
  )
}

function Key({ kind, label }: { kind: 'was' | 'error'; label: string }) {
  return (
    <span className="bd-map-key bd-dim">
      <i data-kind={kind} />
      {label}
    </span>
  )
}
