import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import type { ListFigures } from './plan-share.ts'

/** What becomes of a list, in figures and as a bar of what stays and what goes. */
export function ListFigureRow({ figures }: { figures: ListFigures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { now, kept, added, removed, after } = figures
  const all = [
    ['now', now],
    ['kept', kept],
    ['added', added],
    ['removed', removed],
    ['after', after],
  ] as const
  const inWords = t('changes.share', {
    kept: format.number(kept),
    now: format.number(now),
    removed: format.number(removed),
  })
  return (
    <>
      <dl className="bd-list-figures">
        {all.map(([name, value]) => (
          <div key={name}>
            <dt className="bd-dim">{t(`changes.figure.${name}`)}</dt>
            <dd data-zero={value === 0 ? '' : undefined} data-bad={name === 'removed' && value > 0 ? '' : undefined}>
              {format.number(value)}
            </dd>
          </div>
        ))}
      </dl>
      {now > 0 && (
        <div className="bd-list-bar" role="img" aria-label={inWords} title={inWords}>
          {kept > 0 && <i className="bd-kept" style={{ flexGrow: kept }} />}
          {removed > 0 && <i className="bd-gone" style={{ flexGrow: removed }} />}
        </div>
      )}
    </>
  )
}
