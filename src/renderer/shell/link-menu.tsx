import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconAppWindow, IconCopy, IconLink, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyLink, copyWebLink } from '../components/copy-link.ts'
import { linkHere } from '../stores/link-here.ts'
import { KeyCaps } from './key-caps.tsx'

/** `[DT-17]` What is shown, to be opened elsewhere: by somebody else, in a browser, in the desktop app. */
export function LinkMenu() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <Menu position="bottom-end" width={250} opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <Tooltip label={t('links.thisView')} disabled={isOpen}>
          <ActionIcon aria-label={t('links.thisView')} className="bd-wide">
            <IconLink size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Items />
      </Menu.Dropdown>
    </Menu>
  )
}

/** There while it is open: then the address is the one that is meant. */
function Items() {
  const { t } = useTranslation()
  const { app, web, isLocal } = linkHere()
  const isApp = window.batchdeck !== undefined
  return (
    <>
      <Menu.Item
        leftSection={<IconCopy size={14} />}
        rightSection={<KeyCaps shortcut="copyLink" />}
        onClick={() => void copyLink()}
      >
        {t('common.copyLink')}
      </Menu.Item>
      {isApp && isLocal && <Menu.Label>{t('links.local')}</Menu.Label>}
      {isApp && web !== null && (
        <Menu.Item leftSection={<IconWorld size={14} />} onClick={() => void copyWebLink()}>
          {t('links.copyWeb')}
        </Menu.Item>
      )}
      {!isApp && (
        <Menu.Item component="a" href={app} leftSection={<IconAppWindow size={14} />}>
          {t('links.openApp')}
        </Menu.Item>
      )}
    </>
  )
}
