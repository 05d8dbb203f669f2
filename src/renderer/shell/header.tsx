import { Button, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconEye, IconPlayerPause, IconPlayerPlay, IconRefresh, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format.ts'
import { useCanAct } from '../stores/can-act.ts'
import { openReloadDialog } from '../stores/dialog.ts'
import { togglePaused, useFleet, usePaused } from '../stores/fleet.ts'
import { openPalette } from '../stores/palette.ts'
import { useShownScreen } from '../stores/route.ts'
import { MonitorSwitcher } from '../features/desktop/monitor-switcher.tsx'
import { ImportLine } from '../features/imports/running-imports.tsx'
import { AlertPill } from './alert-pill.tsx'
import { Connection } from './connection.tsx'
import { KeyCaps } from './key-caps.tsx'
import { LinkMenu } from './link-menu.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'
import { RangePicker } from './range-picker.tsx'
import { isMac } from './shortcuts.ts'
import { TaskPicker } from './task-picker.tsx'

/** What is there on every screen: what is shown of it, what is wrong, how fresh it is, Pause and Reload. */
export function Header() {
  const { t } = useTranslation()
  const screen = useShownScreen((shown) => shown.screen)
  return (
    <header className="bd-header">
      <h1 className="bd-wide" id="screen-title" tabIndex={-1}>
        {t(`screen.${screen}`)}
      </h1>
      <MonitorSwitcher />
      <TaskPicker />
      <RangePicker />
      <AlertPill />
      <ImportLine />
      <span className="bd-spacer" />
      <Connection />
      <PauseButton />
      <PaletteButton />
      <ReloadButton />
      <LinkMenu />
      <PreferencesMenu />
    </header>
  )
}

function PaletteButton() {
  const { t } = useTranslation()
  return (
    <Button
      variant="default"
      className="bd-wide bd-icon-on-phone"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      title={t('palette.title')}
      leftSection={<IconSearch size={14} />}
      onClick={openPalette}
    >
      <VisuallyHidden>{t('palette.title')} </VisuallyHidden>
      <KeyCaps shortcut="palette" />
    </Button>
  )
}

/** It keeps its place and width while what it holds back grows (UI-1). */
function PauseButton() {
  const { t } = useTranslation()
  const format = useFormat()
  const isPaused = usePaused()
  const heldBack = useFleet((fleet) => fleet.heldBack)
  const label = isPaused ? t('shell.resume') : t('shell.pause')
  return (
    <Tooltip label={<KeyCaps shortcut="pause" />}>
      <Button
        className="bd-icon-on-phone"
        variant="default"
        data-on={isPaused ? '' : undefined}
        aria-label={label}
        leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
        onClick={togglePaused}
      >
        {label}
        {isPaused && <span className="bd-dim bd-held-back">{format.number(heldBack)}</span>}
      </Button>
    </Tooltip>
  )
}

function ReloadButton() {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isAway = useFleet(({ connection }) => connection !== 'live')
  if (!canAct) {
    return (
      <Tooltip label={t('shell.readOnlyHint')}>
        <span className="bd-status bd-dim" tabIndex={0}>
          <IconEye size={14} aria-hidden />
          {t('shell.readOnly')}
        </span>
      </Tooltip>
    )
  }
  return (
    <Tooltip label={<KeyCaps shortcut="reload" />}>
      <Button
        className="bd-icon-on-phone"
        variant="default"
        disabled={isAway}
        aria-label={t('reload.button')}
        leftSection={<IconRefresh size={14} />}
        onClick={() => openReloadDialog()}
      >
        {t('reload.button')}
      </Button>
    </Tooltip>
  )
}
