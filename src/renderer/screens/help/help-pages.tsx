import { useTranslation } from 'react-i18next'
import { type ManualPage, pagesByGroup } from '../../../manual/page.ts'
import { useDesktop } from '../../stores/desktop.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useLink } from '../../stores/scope.ts'

interface HelpPagesProps {
  readonly pages: readonly ManualPage[]
  readonly shown: ManualPage | undefined
  readonly onChoose: () => void
}

/** All pages, by what a reader wants to do. */
export function HelpPages({ pages, shown, onChoose }: HelpPagesProps) {
  const { t } = useTranslation()
  const language = usePreferences((preferences) => preferences.language)
  // Under its menu the desktop app opens it in a browser.
  const isBrowser = useDesktop(({ state }) => state === null)
  const link = useLink()
  return (
    <nav className="bd-help-pages" aria-label={t('help.pages')}>
      {pagesByGroup(pages, language).map((group) => (
        <section key={group.group} aria-label={t(`help.group.${group.group}`)}>
          <h2 className="bd-label">{t(`help.group.${group.group}`)}</h2>
          {group.pages.map(({ id, title }) => (
            <a
              key={id}
              href={link('help', { page: id })}
              aria-current={id === shown?.id ? 'page' : undefined}
              onClick={onChoose}
            >
              {title}
            </a>
          ))}
          {group.group === 'connect' && isBrowser && (
            <a href="api/docs" target="_blank" rel="noreferrer">
              {t('help.api')}
            </a>
          )}
        </section>
      ))}
    </nav>
  )
}
