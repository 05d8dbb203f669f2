import { useTranslation } from 'react-i18next'
import type { ManualPage } from '../../../manual/page.ts'
import { useParam } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'

/** A page of more headings lists the upper ones only. */
const MAX_HEADINGS = 40

/** The headings of a page, and which of them is read. */
export function HelpContents({ page, inView }: { readonly page: ManualPage; readonly inView: string }) {
  const { t } = useTranslation()
  const link = useLink()
  const lang = useParam('lang')
  const { headings, id } = page
  const depth = headings.length > MAX_HEADINGS ? 2 : 3
  const shown = headings.filter((heading) => heading.depth <= depth)
  return (
    <nav className="bd-help-contents" aria-label={t('help.contents')}>
      {shown.length > 1 && (
        <>
          <h2 className="bd-label">{t('help.contents')}</h2>
          {shown.map((heading) => (
            <a
              key={heading.id}
              href={link('help', { page: id, at: heading.id, lang })}
              data-depth={heading.depth}
              aria-current={heading.id === inView ? 'location' : undefined}
            >
              {heading.text}
            </a>
          ))}
        </>
      )}
    </nav>
  )
}
