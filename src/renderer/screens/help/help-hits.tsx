import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ManualHit } from '../../../manual/search.ts'
import { useFormat } from '../../i18n/format.ts'

interface HelpHitsProps {
  readonly id: string
  readonly hits: readonly ManualHit[]
  /** Whether there are more than these. */
  readonly hasMore: boolean
  readonly active: number
  readonly isLoading: boolean
  readonly onOpen: (hit: ManualHit) => void
}

export function hitId(list: string, index: number): string {
  return `${list}-${index}`
}

/** What was found, the best first; each with its page and the place in its text. */
export function HelpHits({ id, hits, hasMore, active, isLoading, onOpen }: HelpHitsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const count = format.number(hits.length) as never
  const found = t(hasMore ? 'help.foundMany' : 'help.found', { count })
  return (
    <>
      <p className="bd-dim bd-small bd-help-count" role="status">
        {isLoading ? t('common.loading') : hits.length === 0 ? t('help.nothing') : found}
      </p>
      <ul ref={list} id={id} className="bd-help-hits" role="listbox" aria-label={t('help.results')}>
        {hits.map((hit, i) => (
          <li
            key={`${hit.section.language} ${hit.section.page} ${hit.section.heading}`}
            id={hitId(id, i)}
            role="option"
            aria-selected={i === active}
            onClick={() => onOpen(hit)}
          >
            <strong>{hit.section.title}</strong>
            {hit.section.heading !== '' && <span className="bd-dim bd-small">{hit.page}</span>}
            <span className="bd-small">
              {hit.excerpt.map(({ text, isMatch }, part) => (isMatch ? <mark key={part}>{text}</mark> : text))}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
