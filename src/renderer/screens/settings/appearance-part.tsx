import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../components/choice.tsx'
import { useDesktop } from '../../stores/desktop.ts'
import { accents, languages, themeKeys, themes, usePreferences } from '../../stores/preferences.ts'

/** How the console looks to this operator. */
export function AppearancePart() {
  const { t } = useTranslation()
  const { theme, accent, language, set } = usePreferences()
  const hasSystemAccent = useDesktop(({ state }) => typeof state?.native.accent === 'string')
  return (
    <section className="bd-panel bd-padded bd-stack-14 bd-appearance">
      <div className="bd-stack-6 bd-start">
        <span className="bd-label">{t('shell.theme')}</span>
        <SegmentedControl
          aria-label={t('shell.theme')}
          value={theme}
          onChange={(value) => set({ theme: value })}
          data={themes.map((value) => ({ value, label: t(themeKeys[value]) }))}
        />
      </div>
      {hasSystemAccent && (
        <Choice label={t('native.accent')} hint={t('native.accentHint')}>
          {(labelled) => (
            <SegmentedControl
              {...labelled}
              value={accent}
              onChange={(value) => set({ accent: value })}
              data={accents.map((value) => ({ value, label: t(`native.accents.${value}`) }))}
            />
          )}
        </Choice>
      )}
      <div className="bd-stack-6 bd-start">
        <span className="bd-label">{t('shell.language')}</span>
        <SegmentedControl
          aria-label={t('shell.language')}
          value={language}
          onChange={(value) => set({ language: value })}
          data={Object.entries(languages).map(([value, label]) => ({ value: value as typeof language, label }))}
        />
      </div>
      <span className="bd-dim">{t('settings.themeHint')}</span>
    </section>
  )
}
