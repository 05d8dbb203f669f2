import { ActionIcon, Button, FileButton, Group, Menu, Switch, TextInput } from '@mantine/core'
import {
  IconDots,
  IconDownload,
  IconPencil,
  IconPlugConnected,
  IconRefresh,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type KnownMonitor,
  MAX_CONNECTIONS_FILE_LENGTH,
  MAX_MONITOR_NAME_LENGTH,
  MAX_WATCHED_MONITORS,
} from '../../../contract/desktop-monitors.ts'
import { useAction } from '../../backend/use-command.ts'
import { download } from '../../components/download.ts'
import { showToast } from '../../components/toast.tsx'
import { MonitorMark } from '../../features/desktop/monitor-mark.tsx'
import { useProblemText } from '../../features/desktop/problem-text.ts'
import { SeenAgo } from '../../features/desktop/seen-ago.tsx'
import {
  gravestOf,
  needsSignIn,
  useHealthText,
  useMonitorLabel,
  useMonitors,
} from '../../features/desktop/use-monitors.ts'
import { useFormat } from '../../i18n/format.ts'
import { openConnectDialog } from '../../stores/connect-dialog.ts'
import { callDesktop, showMonitor, useDesktop } from '../../stores/desktop.ts'
import { ImportConnections } from './import-connections.tsx'

/** `[DT-19]` The monitors that the app knows: which is shown, which are watched, and how each is. */
export function DesktopMonitors() {
  const { t } = useTranslation()
  const monitors = useMonitors()
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const [text, setText] = useState<string | null>(null)
  // The same file again, mended meanwhile, is news.
  const forgetFile = useRef<() => void>(null)
  const [, run] = useAction()
  const isTooMany = monitors.filter(({ id, watch }) => id !== null && watch).length > MAX_WATCHED_MONITORS
  const save = () =>
    void run(async () => {
      const file = await callDesktop('monitor.export', {})
      download('batchdeck-connections.json', file.text, 'application/json')
      showToast((say) => say('monitors.exported', { count: file.connections }))
    })
  const read = (file: File | null) =>
    void run(async () => {
      setText(file && (file.size > MAX_CONNECTIONS_FILE_LENGTH ? '' : await file.text()))
      forgetFile.current?.()
    })
  return (
    <section className="bd-stack-6" aria-label={t('monitors.title')}>
      <span className="bd-choice-label">{t('monitors.title')}</span>
      <span className="bd-dim bd-choice-hint">
        {t('desktop.monitorHint')} {t('monitors.watchHint')}
      </span>
      <ul className="bd-monitor-list">
        {monitors.map((monitor) => (
          <MonitorRow key={monitor.id ?? ''} monitor={monitor} isShown={monitor.id === attached} />
        ))}
      </ul>
      {isTooMany && <span className="bd-dim">{t('monitors.tooMany', { count: MAX_WATCHED_MONITORS })}</span>}
      <Group gap="sm">
        <Button variant="default" leftSection={<IconPlugConnected size={14} />} onClick={() => openConnectDialog()}>
          {t('connect.open')}
        </Button>
        <FileButton resetRef={forgetFile} accept="application/json,.json" onChange={read}>
          {(props) => (
            <Button variant="default" leftSection={<IconUpload size={14} />} {...props}>
              {t('monitors.import')}
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={monitors.length < 2}
          onClick={save}
        >
          {t('monitors.export')}
        </Button>
      </Group>
      {text !== null && <ImportConnections text={text} onClose={() => setText(null)} />}
    </section>
  )
}

interface MonitorRowProps {
  readonly monitor: KnownMonitor
  readonly isShown: boolean
}

function MonitorRow({ monitor, isShown }: MonitorRowProps) {
  const { t } = useTranslation()
  const labelOf = useMonitorLabel()
  const [isRunning, run] = useAction()
  const [isNaming, setNaming] = useState(false)
  const { id, url, ssh, watch, health } = monitor
  const label = labelOf(monitor)
  return (
    <li className="bd-monitor-row" data-stale={health.standing === 'live' ? undefined : ''}>
      <MonitorMark health={health} />
      <div className="bd-monitor-about">
        {isNaming ? (
          <NameField monitor={monitor} onDone={() => setNaming(false)} />
        ) : (
          <strong className="bd-truncate">{label}</strong>
        )}
        {url !== '' && (
          <span className="bd-mono bd-dim bd-truncate" title={url}>
            {ssh === null ? url : t('monitors.through', { url, ssh })}
          </span>
        )}
        <Figures monitor={monitor} />
      </div>
      {id === null ? (
        <span />
      ) : (
        <Switch
          size="xs"
          label={t('monitors.watch')}
          aria-label={t('monitors.watchOne', { monitor: label })}
          checked={watch}
          onChange={({ currentTarget: { checked } }) =>
            void run(() => callDesktop('monitor.change', { id, watch: checked }))
          }
        />
      )}
      <Group className="bd-monitor-acts" gap={6} wrap="nowrap">
        {isShown ? (
          <span className="bd-dim bd-nowrap">{t('monitors.shown')}</span>
        ) : needsSignIn(health) ? (
          <Button variant="default" onClick={() => openConnectDialog(monitor)}>
            {t('monitors.signInNow')}
          </Button>
        ) : (
          <Button
            variant="default"
            loading={isRunning}
            aria-label={t('monitors.showOne', { monitor: label })}
            onClick={() => void run(() => showMonitor(id))}
          >
            {t('monitors.show')}
          </Button>
        )}
        {id !== null && <RowMenu monitor={monitor} id={id} onRename={() => setNaming(true)} />}
      </Group>
    </li>
  )
}

function RowMenu({ monitor, id, onRename }: { monitor: KnownMonitor; id: string; onRename: () => void }) {
  const { t } = useTranslation()
  const label = useMonitorLabel()(monitor)
  const [, run] = useAction()
  const { standing } = monitor.health
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('monitors.more', { monitor: label })}>
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
          {t('monitors.rename')}
        </Menu.Item>
        {(standing === 'held' || standing === 'lost') && (
          <Menu.Item
            leftSection={<IconRefresh size={14} />}
            onClick={() => void run(() => callDesktop('monitor.retry', { id }))}
          >
            {t('monitors.retry')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPlugConnected size={14} />} onClick={() => openConnectDialog(monitor)}>
          {t('monitors.edit')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={14} />}
          onClick={() =>
            void run(async () => {
              await callDesktop('monitor.forget', { id })
              showToast((say) => say('monitors.forgotten', { monitor: label }))
            })
          }
        >
          {t('monitors.forget')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Enter and leaving it keep the name, Escape does not. */
function NameField({ monitor: { id, name, url }, onDone }: { monitor: KnownMonitor; onDone: () => void }) {
  const { t } = useTranslation()
  const [, run] = useAction()
  const [value, setValue] = useState(name ?? '')
  const keep = () => {
    onDone()
    if (id !== null && value.trim() !== (name ?? '')) void run(() => callDesktop('monitor.change', { id, name: value }))
  }
  return (
    <TextInput
      autoFocus
      size="xs"
      aria-label={t('monitors.name')}
      placeholder={url.replace(/^https?:\/\//, '')}
      maxLength={MAX_MONITOR_NAME_LENGTH}
      value={value}
      onChange={({ currentTarget }) => setValue(currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') {
          event.stopPropagation()
          onDone()
        }
      }}
    />
  )
}

/** What is known of the fleet, as of when; and why it is not the present. */
function Figures({ monitor: { health } }: { monitor: KnownMonitor }) {
  const { t } = useTranslation()
  const format = useFormat()
  const healthText = useHealthText()
  const problemText = useProblemText()
  const { standing, figures, problem } = health
  const consumers = figures?.consumers
  // Of one that is well the words are its coverage, which stands beside them.
  const isSaid = standing === 'live' && gravestOf(health) === null && figures?.coverage !== null
  return (
    <>
      <span className="bd-monitor-figures">
        {!isSaid && (
          <span>
            {healthText(health)}
            <SeenAgo health={health} />
          </span>
        )}
        {figures && (
          <>
            {figures.coverage !== null && (
              <span>{t('monitors.coverage', { share: format.percent(figures.coverage) })}</span>
            )}
            {consumers && consumers.online + consumers.suspect + consumers.offline + consumers.lost > 0 && (
              <span>
                {t('monitors.consumers', {
                  online: format.number(consumers.online),
                  lost: format.number(consumers.lost),
                })}
              </span>
            )}
          </>
        )}
      </span>
      {standing !== 'live' && problem && <span className="bd-dim bd-small">{problemText(problem)}</span>}
    </>
  )
}
