import { Button, Group, SegmentedControl, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { closeChoices, type DesktopParams, type DesktopState, notifiedKinds } from '../../../contract/desktop-bridge.ts'
import { useAction } from '../../backend/use-command.ts'
import { Choice, choiceClasses } from '../../components/choice.tsx'
import { useFormat } from '../../i18n/format.ts'
import { callDesktop } from '../../stores/desktop.ts'
import { DesktopZoom } from './desktop-zoom.tsx'
import { DesktopLife } from './desktop-life.tsx'
import { DesktopMonitors } from './desktop-monitors.tsx'
import { DesktopUpdate } from './desktop-update.tsx'

/** What the app does around its window. Not there in a browser. */
export function DesktopPart({ desktop }: { desktop: DesktopState }) {
  const { t } = useTranslation()
  const [, run] = useAction()
  const change = (what: DesktopParams<'change'>) => void run(() => callDesktop('change', what))
  const { can } = desktop
  return (
    <section className="bd-panel bd-padded bd-desktop-part">
      <DesktopUpdate update={desktop.update} />
      <DesktopMonitors />
      <Choice label={t('desktop.close')} hint={can.tray ? t('desktop.closeHint') : t('desktop.noTray')}>
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            disabled={!can.tray}
            value={desktop.close}
            onChange={(close) => change({ close })}
            data={closeChoices.map((value) => ({ value, label: t(`desktop.closeChoice.${value}`) }))}
          />
        )}
      </Choice>
      {can.start_at_login && (
        <Switch
          size="xs"
          classNames={choiceClasses}
          label={t('desktop.startAtLogin')}
          description={t('desktop.startAtLoginHint')}
          checked={desktop.start_at_login}
          onChange={(event) => change({ start_at_login: event.currentTarget.checked })}
        />
      )}
      <Notifications desktop={desktop} change={change} />
      <DesktopZoom zoom={desktop.native.zoom} />
      <DesktopLife life={desktop.life} />
    </section>
  )
}

interface NotificationsProps {
  readonly desktop: DesktopState
  readonly change: (what: DesktopParams<'change'>) => void
}

function Notifications({ desktop: { can, notify, paused_until }, change }: NotificationsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const hint = can.notify ? t('desktop.notificationsHint') : t('desktop.noNotifications')
  return (
    <Choice label={t('desktop.notifications')} hint={hint}>
      {(labelled) => (
        <div className="bd-stack-10 bd-notify" role="group" {...labelled}>
          {paused_until > 0 && (
            <Group gap="sm">
              <span>{t('desktop.pausedUntil', { time: format.clock(paused_until) })}</span>
              <Button variant="default" onClick={() => change({ paused_until: 0 })}>
                {t('desktop.resume')}
              </Button>
            </Group>
          )}
          {notifiedKinds.map((kind) => (
            <Switch
              key={kind}
              size="xs"
              classNames={choiceClasses}
              label={t(`desktop.notify.${kind}`)}
              description={t(`desktop.notifyHint.${kind}`)}
              disabled={!can.notify}
              checked={notify[kind]}
              onChange={(event) => change({ notify: { [kind]: event.currentTarget.checked } })}
            />
          ))}
        </div>
      )}
    </Choice>
  )
}
