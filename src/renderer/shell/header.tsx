import { ActionIcon, Button, Menu, Select, Tooltip, VisuallyHidden } from '@mantine/core'
import {
  IconAdjustmentsHorizontal,
  IconCheck,
  IconCircleFilled,
  IconEye,
  IconKeyboard,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconRefresh,
  IconSearch,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format.ts'
import { useCanAct } from '../stores/can-act.ts'
import { openDialog, openReloadDialog } from '../stores/dialog.ts'
import { togglePaused, useFleet, useFleetData, usePaused } from '../stores/fleet.ts'
import { openPalette } from '../stores/palette.ts'
import { type Language, languages, themeKeys, themes, usePreferences } from '../stores/preferences.ts'
import { chooseTask, useTask } from '../stores/scope.ts'
import { KeyCaps } from './key-caps.tsx'
import { isMac } from './shortcuts.ts'
import { ImportLine } from '../features/imports/running-imports.tsx'
import { MonitorName } from './monitor-name.tsx'

/** What is there on every screen: the task, the connection, Pause and Reload. */
export function Header() {
  const { t } = useTranslation()
  const canAct = useCanAct()
  return (
    <header className="bd-header">
      <MonitorName />
      <TaskSwitcher />
      <Connection />
      <ImportLine />
      <span className="bd-spacer" />
      <HeldBack />
      <PaletteButton />
      <PauseButton />
      <Preferences />
      {canAct ? (
        <Tooltip label={<KeyCaps shortcut="reload" />}>
          <Button leftSection={<IconRefresh size={14} />} onClick={() => openReloadDialog()}>
            {t('reload.button')}
          </Button>
        </Tooltip>
      ) : (
        <Tooltip label={t('shell.readOnlyHint')}>
          <span className="bd-status bd-dim" tabIndex={0}>
            <IconEye size={14} aria-hidden />
            {t('shell.readOnly')}
          </span>
        </Tooltip>
      )}
    </header>
  )
}

function TaskSwitcher() {
  const { t } = useTranslation()
  const tasks = useFleetData((data) => data.tasks)
  const task = useTask()
  if (!task) return <span className="bd-dim">{t('shell.noTask')}</span>
  return (
    <Select
      size="xs"
      w={190}
      aria-label={t('shell.task')}
      data={Array.from(tasks.values(), ({ task_id, name }) => ({ value: String(task_id), label: name }))}
      value={String(task.task_id)}
      allowDeselect={false}
      searchable={tasks.size > 8}
      onChange={(value) => value !== null && chooseTask(Number(value))}
    />
  )
}

function Connection() {
  const { t } = useTranslation()
  const connection = useFleet((fleet) => fleet.connection)
  const url = useFleetData(({ server }) => server.url)
  const version = useFleetData(({ server }) => server.version)
  const looks = {
    live: <IconCircleFilled size={9} color="var(--bd-completed)" />,
    connecting: <IconLoader2 size={13} />,
    lost: <IconPlugConnectedX size={14} color="var(--bd-error)" />,
  }
  return (
    <Tooltip label={t('shell.server', { url, version })}>
      <span className="bd-status bd-dim" tabIndex={0}>
        {looks[connection]}
        {t(`shell.${connection}`)}
      </span>
    </Tooltip>
  )
}

function PaletteButton() {
  const { t } = useTranslation()
  return (
    <Button
      variant="default"
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

/** What the pause holds back; to the left of all buttons, so that none of them moves (UI-1). */
function HeldBack() {
  const { t } = useTranslation()
  const format = useFormat()
  const isPaused = usePaused()
  const heldBack = useFleet((fleet) => fleet.heldBack)
  if (!isPaused) return null
  return (
    <Tooltip label={t('shell.heldBackHint')} multiline w={260}>
      <span className="bd-dim" tabIndex={0}>
        {t('shell.heldBack', { count: format.number(heldBack) as never })}
      </span>
    </Tooltip>
  )
}

function PauseButton() {
  const { t } = useTranslation()
  const isPaused = usePaused()
  return (
    <Tooltip label={<KeyCaps shortcut="pause" />}>
      <Button
        variant={isPaused ? 'light' : 'default'}
        leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
        onClick={togglePaused}
      >
        {isPaused ? t('shell.resume') : t('shell.pause')}
      </Button>
    </Tooltip>
  )
}

function Preferences() {
  const { t } = useTranslation()
  const { theme, language, set } = usePreferences()
  const mark = (isChosen: boolean) => (isChosen ? <IconCheck size={14} /> : <span className="bd-no-mark" />)
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Tooltip label={t('shell.preferences')}>
          <ActionIcon aria-label={t('shell.preferences')}>
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
