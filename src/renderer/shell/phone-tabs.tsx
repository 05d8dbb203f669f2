import { Menu } from '@mantine/core'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { openPalette } from '../stores/palette.ts'
import { type ScreenName, useRoute } from '../stores/route.ts'
import { goTo } from '../stores/scope.ts'
import { type Language, languages, themeKeys, themes, usePreferences } from '../stores/preferences.ts'
import { RailLink } from './rail.tsx'
import { screenIcons } from './screen-icons.ts'
import { useRailCounts } from './use-rail-counts.ts'

const tabs = ['overview', 'consumers', 'batches', 'events'] as const satisfies ScreenName[]
const others = ['slots', 'epochs', 'targets', 'settings', 'help'] as const satisfies ScreenName[]

/** `[UI-12]` On a phone the screens are tabs below; what is asked for less often, and search, are in a menu. */
export function PhoneTabs() {
  const { t } = useTranslation()
  const troubles = useRailCounts()
  const screen = useRoute((route) => route.screen)
  const { theme, language, set } = usePreferences()
  const isOther = others.some((name) => name === screen)
  return (
    <nav className="bd-phone-tabs" aria-label={t('shell.navigation')}>
      {tabs.map((name) => (
        <RailLink key={name} name={name} isCollapsed={false} trouble={troubles[name]} />
      ))}
      <Menu position="top-end" width={220}>
        <Menu.Target>
          <button type="button" className="bd-rail-link" aria-current={isOther ? 'page' : undefined}>
            <IconMenu2 size={16} aria-hidden />
            {isOther ? t(`screen.${screen}`) : t('shell.more')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((name) => {
            const Icon = screenIcons[name]
            return (
              <Menu.Item key={name} leftSection={<Icon size={16} />} onClick={() => goTo(name)}>
                {t(`screen.${name}`)}
              </Menu.Item>
            )
          })}
          <Menu.Item leftSection={<IconSearch size={16} />} onClick={openPalette}>
            {t('palette.title')}
          </Menu.Item>
          <Menu.Label>{t('shell.preferences')}</Menu.Label>
          {themes
            .filter((name) => name !== theme)
            .map((name) => (
              <Menu.Item key={name} onClick={() => set({ theme: name })}>
                {t('shell.theme')}: {t(themeKeys[name])}
              </Menu.Item>
            ))}
          {Object.entries(languages)
            .filter(([code]) => code !== language)
            .map(([code, name]) => (
              <Menu.Item key={code} onClick={() => set({ language: code as Language })}>
                {name}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}
