import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconCheck, IconKeyboard } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { openDialog } from '../stores/dialog.ts'
import { type Language, languages, themeKeys, themes, usePreferences } from '../stores/preferences.ts'
import { KeyCaps } from './key-caps.tsx'

/** Theme, language, and the keys. */
export function PreferencesMenu() {
  const { t } = useTranslation()
  const { theme, language, set } = usePreferences()
  const mark = (isChosen: boolean) => (isChosen ? <IconCheck size={14} /> : <span className="bd-no-mark" />)
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Tooltip label={t('shell.preferences')}>
          <ActionIcon aria-label={t('shell.preferences')} className="bd-wide">
            <IconAdjustmentsHorizontal size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        {themes.map((name) => (
          <Menu.Item key={name} leftSection={mark(theme === name)} onClick={() => set({ theme: name })}>
            {t(themeKeys[name])}
          </Menu.Item>
        ))}
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {Object.entries(languages).map(([code, name]) => (
          <Menu.Item
            key={code}
            leftSection={mark(language === code)}
            onClick={() => set({ language: code as Language })}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconKeyboard size={14} />}
          rightSection={<KeyCaps shortcut="shortcuts" />}
          onClick={() => openDialog({ kind: 'shortcuts' })}
        >
          {t('shortcuts.title')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
