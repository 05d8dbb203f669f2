import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ConditionIcon } from '../../components/condition-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCellLink, useCellWords } from './cell-words.ts'
import type { MapCell } from './map-cells.ts'

/** So few that each has a line. */
export function ConsumerLines({ cells }: { cells: readonly MapCell[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useCellWords()
  const href = useCellLink()
  return (
    <ul className="bd-consumer-lines">
      {cells.map((cell) => (
        <li key={cell.id}>
          <a href={href(cell, cells.length)} title={words(cell)}>
            <ConditionIcon condition={cell.condition} />
            <span className="bd-truncate">{cell.id}</span>
            <span className="bd-dim">{t(`condition.${cell.condition}`)}</span>
            <span className="bd-bar">
              <span
                style={{
                  width: `${cell.progress}%`,
                  background: cell.hasError ? 'var(--bd-error)' : 'var(--bd-area-online-fill)',
                }}
              />
            </span>
            <span className="bd-dim">{format.percent(cell.progress / 100)}</span>
            <VisuallyHidden>
              {[cell.hasError && t('overview.hasError'), cell.wasAway && t('overview.wasAway')]
                .filter(Boolean)
                .join(' ')}
            </VisuallyHidden>
          </a>
        </li>
      ))}
    </ul>
  )
}
