import { IconLanguage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ManualPage } from '../../../manual/page.ts'
import type { Manual } from '../../features/help/manual.ts'
import { languages, usePreferences } from '../../stores/preferences.ts'
import { useLink } from '../../stores/scope.ts'

/** Says where a page is there in English only, and leads to it in the other language where there is one. */
export function LanguageLine({ manual, page }: { readonly manual: Manual; readonly page: ManualPage }) {
  const { t } = useTranslation()
  const preferred = usePreferences((preferences) => preferences.language)
  const link = useLink()
  const other = manual.pages.find(({ id, language }) => id === page.id && language !== page.language)
  if (!other && page.language === preferred) return null
  return (
    <p className="bd-help-language bd-dim bd-small">
      <IconLanguage size={14} aria-hidden />
      {other ? (
        <a href={link('help', { page: other.id, lang: other.language })}>{languages[other.language]}</a>
      ) : (
        t('help.englishOnly')
      )}
    </p>
  )
}
