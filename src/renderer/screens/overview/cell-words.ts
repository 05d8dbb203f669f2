import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'
import { MAX_CELLS, type MapCell } from './map-cells.ts'

/** What a cell says to those who point at it or do not see it. */
export function useCellWords(): (cell: MapCell) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ id, consumers, condition, progress, hasError, wasAway }) =>
    [
      consumers > 1 ? t('overview.hostCell', { host: id, count: format.number(consumers) as never }) : id,
      t(`condition.${condition}`),
      format.percent(progress / 100),
      ...(hasError ? [t('overview.hasError')] : []),
      ...(wasAway ? [t('overview.wasAway')] : []),
    ].join(t('eventText.comma'))
}

/** The consumer of a cell; of a host its consumers. */
export function useCellLink(): (cell: MapCell, count: number) => string {
  const link = useLink()
  return ({ id, consumers }, count) =>
    consumers > 1 || count > MAX_CELLS ? link('consumers', { q: id }) : link('consumers', { open: id })
}
