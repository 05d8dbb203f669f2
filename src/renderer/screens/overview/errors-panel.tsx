import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { batchesInError, errorGroups } from '../../../console/error-groups.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink, useScope } from '../../stores/scope.ts'

const MAX_SHOWN = 50

/** `[UI-3]` Batches in error by what their consumers say of them; together they are what the figure counts. */
export function ErrorsPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const scope = useScope()
  const batches = useFleetData((data) => data.batches)
  const unplanned = useFleetData((data) => data.unplanned)
  const groups = useMemo(
    () => errorGroups(batchesInError(batches.values(), unplanned.values(), scope)),
    [batches, unplanned, scope],
  )
  const most = groups[0]?.batches ?? 1
  return (
    <section
      className="bd-panel bd-errors"
      data-empty={groups.length === 0 ? '' : undefined}
      aria-label={t('overview.errors')}
    >
      <header className="bd-panel-head">
        <h2>{t('overview.errors')}</h2>
        {groups.length > 0 && (
          <span className="bd-error-columns">
            <span>{t('overview.errorBatches')}</span>
            <span>{t('overview.errorConsumers')}</span>
          </span>
        )}
      </header>
      {groups.length === 0 && <p className="bd-dim bd-panel-note">{t('overview.noErrors')}</p>}
      <ul className="bd-scrolls">
        {groups.slice(0, MAX_SHOWN).map(({ message, batches: count, consumers }) => (
          <li key={message}>
            <a href={link('batches', { status: 'error', group: 'message', q: message })} title={message}>
              <span className="bd-mono bd-truncate">{message || t('overview.noMessage')}</span>
              <span className="bd-bar">
                <span style={{ width: `${(count / most) * 100}%`, background: 'var(--bd-error)' }} />
              </span>
              <b>{format.number(count)}</b>
              <span className="bd-dim">{format.number(consumers)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
