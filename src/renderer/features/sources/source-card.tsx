import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconAlertTriangleFilled,
  IconCircleFilled,
  IconCircleXFilled,
  IconDots,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconPencil,
  IconPlugConnected,
  IconTrash,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceResource } from '../../../contract/resources/source.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useCommand } from '../../backend/use-command.ts'
import { RelativeTime, useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { goTo } from '../../stores/scope.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { countdown } from '../../../console/countdown.ts'
import { HelpLink } from '../help/help-link.tsx'
import { RemoveSource } from './remove-source.tsx'
import { SourceDialog } from './source-dialog.tsx'
import { SourceReview } from './source-review.tsx'
import { sourceProblem, toneOf, wholeUnits } from './source-words.ts'
import { useIsOwn } from './use-is-own.ts'

type Open = 'edit' | 'remove' | 'review'

/** Where a task's targets come from by themselves, how that goes, and what can be done about it. */
export function SourceCard({ task }: { task: TaskResource }) {
  const source = useFleetData(({ sources }) => sources.find(({ task_id }) => task_id === task.task_id))
  return source && <Card task={task} source={source} />
}

function Card({ task, source }: { task: TaskResource; source: SourceResource }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [open, setOpen] = useState<Open | null>(null)
  const [isRunning, run] = useCommand('sources.run')
  const [isPausing, pause] = useCommand('sources.pause')
  const { task_id, kind, where, state, paused, pending, origin, overridden } = source
  const isOwn = useIsOwn()
  const isSet = origin !== 'settings'
  const canEdit = isSet && (kind === 'url' || isOwn)
  const close = () => setOpen(null)
  return (
    <section className="bd-panel bd-source" aria-label={t('source.label')} data-tone={toneOf(source)}>
      <div className="bd-source-line">
        <div className="bd-source-what">
          <IconPlugConnected className="bd-fixed" size={16} aria-hidden />
          <strong>{t('source.label')}</strong>
          <HelpLink page="sources" about={t('source.label')} />
          <span className="bd-mono bd-source-where" title={where}>
            {where}
          </span>
          <span className="bd-dim">{useSchedule(source)}</span>
          <Health source={source} />
        </div>
        <NextRun source={source} />
        {canAct && (
          <>
            <Button
              flex="none"
              variant="default"
              disabled={!isLive || state === 'running'}
              loading={isRunning}
              onClick={() => run({ task_id })}
            >
              {t('source.runNow')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" size={28} aria-label={t('source.more')}>
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconHistory size={14} />}
                  onClick={() => goTo('events', { type: 'source', task: String(task_id) })}
                >
                  {t('source.runs')}
                </Menu.Item>
                <Menu.Item
                  leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
                  disabled={!isLive || isPausing}
                  onClick={() => pause({ task_id, paused: !paused })}
                >
                  {t(paused ? 'source.resume' : 'source.pause')}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconPencil size={14} />}
                  disabled={!isLive || !canEdit}
                  onClick={() => setOpen('edit')}
                >
                  {t('source.edit')}
                </Menu.Item>
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={14} />}
                  disabled={!isLive || !isSet}
                  onClick={() => setOpen('remove')}
                >
                  {t('source.remove')}
                </Menu.Item>
                {!canEdit && <Menu.Label>{t(isSet ? 'source.onDesktop' : 'source.inSettings')}</Menu.Label>}
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </div>
      {pending && <Pending source={source} canAct={canAct} isLive={isLive} onReview={() => setOpen('review')} />}
      {overridden && !paused && <p className="bd-source-note bd-dim">{t('source.overridden')}</p>}
      {open === 'edit' && <SourceDialog task={task} source={source} onClose={close} />}
      {open === 'remove' && <RemoveSource source={source} onClose={close} />}
      {open === 'review' && <SourceReview source={source} taskName={task.name} onClose={close} />}
    </section>
  )
}

/** "every 5 min, applied automatically" */
function useSchedule({ interval, cron, time_zone, apply }: SourceResource): string {
  const { t } = useTranslation()
  const format = useFormat()
  const when =
    interval === null
      ? t('source.cron', { cron: cron ?? '', zone: time_zone })
      : t(`source.every.${wholeUnits(interval).unit}`, { count: format.number(wholeUnits(interval).count) as never })
  return t('source.schedule', { when, how: t(`source.apply.${apply}`) })
}

const toneIcons = {
  well: <IconCircleFilled className="bd-fixed" size={8} color="var(--bd-completed)" aria-hidden />,
  quiet: <IconCircleFilled className="bd-fixed" size={8} color="var(--bd-muted)" aria-hidden />,
  warning: <IconAlertTriangleFilled className="bd-fixed" size={13} color="var(--bd-suspect)" aria-hidden />,
  bad: <IconCircleXFilled className="bd-fixed" size={13} color="var(--bd-error)" aria-hidden />,
} as const

/** How it goes, since when, and what is wrong. */
function Health({ source }: { source: SourceResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  const { state, failures, last_success_at: success, last_run: run } = source
  const problem = sourceProblem(source, language)
  const text =
    problem !== null && failures > 0
      ? t('source.failed', { count: failures, times: format.number(failures), problem })
      : t(`source.state.${state}`)
  return (
    <>
      <span className="bd-status bd-shrinks">
        {toneIcons[toneOf(source)]}
        <span className="bd-wrap bd-breaks">{text}</span>
      </span>
      {success === null ? (
        run !== null && <span className="bd-dim bd-fixed">{t('source.neverRead')}</span>
      ) : (
        <span className="bd-dim bd-fixed">
          {t('source.lastRead')} <RelativeTime at={success} />
        </span>
      )}
    </>
  )
}

function NextRun({ source: { next_run_at: next, state } }: { source: SourceResource }) {
  const { t } = useTranslation()
  const now = useNow()
  if (next === null || state === 'running') return null
  const time = countdown(Math.max(0, next - now))
  return <span className="bd-dim bd-fixed bd-source-next">{t('source.next', { time })}</span>
}

/** What it has found and does not do without somebody. */
function Pending({
  source: { pending },
  canAct,
  isLive,
  onReview,
}: {
  source: SourceResource
  canAct: boolean
  isLive: boolean
  onReview: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!pending) return null
  const { why, added, removed, of } = pending
  return (
    <div className="bd-source-line bd-source-pending">
      <IconAlertTriangleFilled className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
      <span className="bd-wrap">
        {t(`source.pending.${why}`, {
          added: format.number(added),
          removed: format.number(removed),
          of: format.number(of),
        })}{' '}
        <span className="bd-dim">
          <RelativeTime at={pending.at} />
        </span>
      </span>
      <span className="bd-spacer" />
      {canAct && (
        <Button disabled={!isLive} onClick={onReview}>
          {t('source.review')}
        </Button>
      )}
    </div>
  )
}
