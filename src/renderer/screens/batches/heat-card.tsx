import { Popover } from '@mantine/core'
import { type RefObject, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { Facts } from '../../components/facts.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import type { HeatCell } from './heat-layout.ts'

interface Pointed {
  readonly place: number
  /** In the content of the scroller, px. */
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
}

interface HeatCardProps {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly cells: readonly HeatCell[]
}

/**
 * What there is to know of the cell that the pointer or the focus is on, beside it. It listens for itself: the grid is not
 * to be rendered for every cell that the pointer passes.
 */
export function HeatCard({ scroller, cells }: HeatCardProps) {
  const pointed = usePointed(scroller)
  const batch = pointed === null ? undefined : cells[pointed.place]?.batch
  if (!pointed || !batch) return null
  return (
    <Popover key={pointed.place} opened position="top" offset={6} withRoles={false} transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <span className="bd-heat-pointed" aria-hidden style={pointed.box} />
      </Popover.Target>
      <Popover.Dropdown className="bd-heat-card" role="tooltip">
        <Card batch={batch} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Card({ batch }: { batch: BatchResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { batch_id, consumer_id, status, progress, targets, planned, stale, updated_at, message } = batch
  return (
    <>
      <strong>
        {t('batches.id')} {batch_id}
        {!planned && <span className="bd-dim"> · {t(stale ? 'common.stale' : 'common.unplanned')}</span>}
      </strong>
      <Facts
        facts={[
          [
            t('batches.consumer'),
            consumer_id === null ? t('common.nobody') : <ConsumerName key="name" id={consumer_id} />,
          ],
          [
            t('batches.status'),
            <span key="status">
              <BatchStatusBadge status={status} /> · {Math.round(progress)}%
            </span>,
          ],
          ...(planned ? [[t('batches.targets'), format.number(targets)] as const] : []),
          [t('batches.updated'), updated_at === null ? t('common.none') : <RelativeTime key="at" at={updated_at} />],
          ...(message === '' ? [] : [[t('batches.message'), message] as const]),
        ]}
      />
    </>
  )
}

function usePointed(scroller: RefObject<HTMLDivElement | null>): Pointed | null {
  const [pointed, setPointed] = useState<Pointed | null>(null)
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const show = ({ type, target }: Event) => {
      const cell = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
      // A click leaves the focus behind, and that is no wish to read about it.
      if (!cell || (type === 'focusin' && !cell.matches(':focus-visible'))) return setPointed(null)
      const [box, origin] = [cell.getBoundingClientRect(), element.firstElementChild!.getBoundingClientRect()]
      const { width, height } = box
      const place = Number(cell.dataset['place'])
      return setPointed({ place, box: { left: box.left - origin.left, top: box.top - origin.top, width, height } })
    }
    const hide = () => setPointed(null)
    const [shows, hides] = [['pointerover', 'focusin'] as const, ['pointerleave', 'focusout', 'scroll'] as const]
    for (const type of shows) element.addEventListener(type, show)
    for (const type of hides) element.addEventListener(type, hide)
    return () => {
      for (const type of shows) element.removeEventListener(type, show)
      for (const type of hides) element.removeEventListener(type, hide)
    }
  }, [scroller])
  return pointed
}
