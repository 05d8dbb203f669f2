import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { usePreferences } from '../stores/preferences.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

/** Sets the language up and follows the preference while the page lives. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, zh: { translation: zh } },
    lng: usePreferences.getState().language,
    fallbackLng: 'en',
    // React escapes already.
    interpolation: { escapeValue: false },
  })
  const follow = (language: string) => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    void i18next.changeLanguage(language)
  }
  follow(usePreferences.getState().language)
  usePreferences.subscribe(({ language }) => follow(language))
}
