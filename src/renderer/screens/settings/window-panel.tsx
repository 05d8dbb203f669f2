import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { consumersIn } from '../../../console/window-scope.ts'
import type { WindowResource } from '../../../contract/resources/window.ts'
import type { OpenRow } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { AlertList } from '../../features/alerts/alert-list.tsx'
import { alertRows } from '../../features/alerts/alert-rows.ts'
import { NoteList } from '../../features/notes/note-list.tsx'
import { useWindowWords } from '../../features/windows/use-window-words.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'

/** So many consumers of a window are named. */
const MAX_NAMED = 200

/** One window beside the list: whom it is about now, what it mutes now, and its end. */
export function WindowPanel({ window, list }: { window: WindowResource; list: OpenRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useWindowWords()
  const link = useLink()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const alerts = useFleetData((data) => data.alerts)
  const { window_id, scope, active, mutes, cron, time_zone, from, until, duration, why, by, made_at } = window
  const names = useNames(window)
  const muted = useMemo(
    () => alertRows(alerts.filter((alert) => alert.muted?.window_id === window_id)),
    [alerts, window_id],
  )
  return (
    <SidePanel
      label={words.whom(scope)}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('windows.window')} {...list} />}
      footer={
        canAct && (
          <Button
            variant="outline"
            color="var(--bd-error)"
            leftSection={<IconPlayerStop size={14} />}
            disabled={!isLive}
            onClick={() => openDialog({ kind: 'endWindow', windowId: window_id })}
          >
            {t(active ? 'windows.endDots' : 'windows.cancelDots')}
          </Button>
        )
      }
    >
      <h2 className="bd-wrap">{words.effect(window)}</h2>
      {why !== '' && <p className="bd-note-text">{why}</p>}
      <Facts
        facts={[
          [t('windows.whom'), words.whom(scope)],
          ...(mutes ? [[t('windows.kinds'), words.alerts(scope) || t('windows.allKinds')] as const] : []),
          [t(active ? 'windows.began' : 'windows.from'), format.exact(from)],
          [t('windows.until'), format.exact(until)],
          [t('windows.length'), format.duration(duration)],
          ...(cron === null
            ? []
            : [
                [
                  t('windows.cron'),
                  <span key="cron" className="bd-mono">
                    {cron} · {time_zone}
                  </span>,
                ] as const,
              ]),
          [
            t('windows.made'),
            by === null ? format.exact(made_at) : t('access.madeBy', { time: format.exact(made_at), who: by }),
          ],
        ]}
      />
      {names !== null && (
        <section className="bd-stack-6">
          <span className="bd-label">
            {t('windows.matches', { count: names.length, consumers: format.number(names.length) })}
          </span>
          {names.length > 0 && (
            <div className="bd-window-names">
              {names.slice(0, MAX_NAMED).map((id) => (
                <a key={id} className="bd-anchor" href={link('consumers', { open: id })}>
                  {id}
                </a>
              ))}
              {names.length > MAX_NAMED && (
                <span className="bd-dim">
                  {t('common.more', { count: format.number(names.length - MAX_NAMED) as never })}
                </span>
              )}
            </div>
          )}
        </section>
      )}
      <NoteList key={window_id} about={{ window_id }} />
      {muted.length > 0 && (
        <section className="bd-stack-6">
          <span className="bd-label">{t('windows.mutedNow')}</span>
          <AlertList rows={muted} />
        </section>
      )}
    </SidePanel>
  )
}

/** The consumers in its scope now; null where it names none. */
function useNames({ scope }: WindowResource): readonly string[] | null {
  const consumers = useFleetData((data) => data.consumers)
  return useMemo(
    () => (scope.consumers === undefined && scope.labels === undefined ? null : consumersIn(scope, consumers)),
    [consumers, scope],
  )
}

/** An address may name a window that has ended (UI-4). */
export function MissingWindow({ list }: { list: OpenRow }) {
  const { t } = useTranslation()
  const link = useLink()
  return (
    <SidePanel
      label={t('windows.window')}
      onClose={list.onClose}
      onStep={null}
      header={<PanelHead label={t('windows.window')} {...list} />}
    >
      <EmptyState title={t('windows.missing')} hint={t('windows.missingHint')}>
        <a className="bd-anchor" href={link('events', { type: 'window' })}>
          {t('windows.itsEvents')}
        </a>
      </EmptyState>
    </SidePanel>
  )
}
