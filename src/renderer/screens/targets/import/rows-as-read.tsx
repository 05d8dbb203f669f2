import { useTranslation } from 'react-i18next'
import type { ListReport } from '../../../../contract/resources/import.ts'
import { useFormat } from '../../../i18n/format.ts'
import { columnsIn } from './reading-choices.ts'

/** Other columns that are shown; all of them are kept. */
const MAX_COLUMNS = 6

/** The first rows as they were understood, to be compared with the file. */
export function RowsAsRead({ reading }: { reading: ListReport['reading'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { rows } = reading
  const names = columnsIn(reading)
    .kept.map(({ name }) => name)
    .slice(0, MAX_COLUMNS)
  const hasPriority = rows.some(({ priority }) => priority !== null)
  if (rows.length === 0) return null
  return (
    <div className="bd-rows-read" role="region" aria-label={t('understood.rows')} tabIndex={0}>
      <table className="bd-mini-table">
        <caption className="bd-label">{t('understood.rows')}</caption>
        <thead>
          <tr>
            <th scope="col" data-align="right">
              {t('understood.line')}
            </th>
            <th scope="col">{t('understood.target')}</th>
            {hasPriority && <th scope="col">{t('understood.priority')}</th>}
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, target, priority, attributes }) => (
            <tr key={line}>
              <td className="bd-dim" data-align="right">
                {format.number(line)}
              </td>
              <td className="bd-mono">{target}</td>
              {hasPriority && <td>{priority ?? t('common.none')}</td>}
              {names.map((name) => (
                <td key={name}>{attributes?.[name] ?? t('common.none')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
