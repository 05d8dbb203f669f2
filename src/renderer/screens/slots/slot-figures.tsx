import { useTranslation } from 'react-i18next'
import { Figure } from '../../components/figure.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'
import { useOffText } from './load-bar.tsx'
import { type Load, offMean, spread } from './loads.ts'

export type SlotFigure = Parameters<typeof Figure>[0]

interface SlotFiguresProps {
  readonly figures: readonly SlotFigure[]
  readonly isPending?: boolean
}

/** Five figures beside the map, whatever they are: none makes the others move. */
export function SlotFigures({ figures, isPending = false }: SlotFiguresProps) {
  return (
    <section className="bd-panel bd-slots-figures" aria-busy={isPending}>
      {figures.map((figure, i) => (
        <Figure key={i} {...figure} />
      ))}
    </section>
  )
}

/** How many own something, and how evenly. */
export function useLoadFigures(loads: readonly Load[]): readonly SlotFigure[] {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const offText = useOffText()
  const { consumers, mean, most, least } = spread(loads)
  const owners = loads.filter(({ owner, slots }) => owner !== null && slots > 0).length
  const off = (load: number) => {
    const share = offMean(load, mean)
    return share === null ? t('common.none') : offText(share)
  }
  return [
    { label: t('slots.owners'), value: format.number(owners), href: link('consumers') },
    {
      label: t('slots.mean'),
      // Of a few targets a fraction matters.
      value:
        consumers === 0 ? t('common.none') : format.number(mean < 100 ? Math.round(mean * 10) / 10 : Math.round(mean)),
      title: t('slots.meanHint'),
    },
    { label: t('slots.heaviest'), value: off(most), title: format.number(most) },
    { label: t('slots.lightest'), value: off(least), title: format.number(least) },
  ]
}

/** How many targets moved, against the least that had to; null where that is not known. */
export function useMovedFigure(): (moves: readonly [moved: number, least: number] | null) => SlotFigure {
  const { t } = useTranslation()
  const { number } = useFormat()
  return (moves) => ({
    label: t('slots.movedLeast'),
    title: t('epochs.movedHint'),
    value: moves ? (
      <>
        {number(moves[0])}
        <small> / {number(moves[1])}</small>
      </>
    ) : (
      t('common.none')
    ),
  })
}
