import { useTranslation } from 'react-i18next'
import { conditions } from '../../../console/condition.ts'
import { ConditionIcon } from '../../components/condition-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'
import type { Present } from './use-present.ts'

/** `[UI-10]` Every consumer in one condition: the parts of the bar are the whole of it. */
export function ConsumersFigure({ present }: { present: Present }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const counts = conditions.map((condition) => ({ condition, count: present.conditions[condition] }))
  const words = counts.filter(({ count }) => count > 0)
  return (
    <div className="bd-figure-box bd-figure-consumers">
      <div>
        <h2>{t('screen.consumers')}</h2>
        <div className="bd-figure-line">
          <a href={link('consumers', {})} data-look={present.online === 0 ? 'zero' : 'plain'}>
            {format.number(present.online)}
          </a>
        </div>
        <div className="bd-figure-below">
          {t('overview.ofOnline', { count: format.number(present.consumers) as never })}
        </div>
      </div>
      <div>
        <div
          className="bd-stack"
          {...(words.length === 0
            ? { 'aria-hidden': true }
            : {
                role: 'img',
                'aria-label': words
                  .map(({ condition, count }) => `${format.number(count)} ${t(`condition.${condition}`)}`)
                  .join(', '),
              })}
        >
          {words.map(({ condition, count }) => (
            <i key={condition} data-condition={condition} style={{ flexGrow: count }} />
          ))}
        </div>
        <ul className="bd-conditions">
          {counts.map(({ condition, count }) => (
            <li key={condition} data-zero={count === 0 ? '' : undefined}>
              <a href={link('consumers', { state: condition })}>
                <ConditionIcon condition={condition} />
                <b>{format.number(count)}</b>
                {t(`condition.${condition}`)}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
