import { Alert, Button, Group } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { useCalls } from '../../backend/use-call.ts'
import { useAction } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { PausedNote } from '../../components/paused-note.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { showToast } from '../../components/toast.tsx'
import type { Format } from '../../../console/format.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { goTo, useTask } from '../../stores/scope.ts'
import type { ConsumerAction } from '../../stores/dialog.ts'
import { applicable, loadAfter } from './consumer-actions.ts'

interface ActionProps {
  readonly action: ConsumerAction
  readonly ids: readonly string[]
  readonly onClose: () => void
  /** Whose epoch a reload sends; else that of the task that is worked on. */
  readonly taskId?: number
  /** After it was done. */
  readonly onDone?: (consumers: readonly string[]) => void
}

/**
 * `[UI-5]` What an action would do to these consumers, and the button that does it, beside what it is about. Before it is said what
 * would move, the button has the focus and does nothing, so that Enter is neither too early nor lost.
 */
export function ActionPanel({ action, ids, taskId, onClose, onDone }: ActionProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const all = useFleetData((data) => data.consumers)
  const chosen = useTask()
  const named = useFleetData(({ tasks }) => (taskId === undefined ? undefined : tasks.get(taskId)))
  const task = named ?? chosen
  const [isRunning, run] = useAction()
  const consumers = applicable(action, ids, all)
  const names = consumers.map(({ consumer_id }) => consumer_id)
  const planned = usePlans(action, names)
  const isLookedAt = names.length > 0 && (planned === null || planned.plans !== null)
  const others = ids.length - names.length
  const who = (list: readonly string[], say: TFunction = t, { number }: Format = format) =>
    list.length === 1 ? (list[0] ?? '') : say('action.consumers', { count: number(list.length) as never })

  async function undo(change: 'drain' | 'undrain', list: readonly string[]): Promise<void> {
    await backend.call(`consumers.${change}`, { consumers: [...list] })
    showToast((say, formats) => say(`action.done.${change}`, { who: who(list, say, formats) }))
  }

  const carryOut = () =>
    run(async () => {
      if (action === 'reload') {
        if (!task) return
        const { epoch, consumers_told } = await backend.call('reload', { task_id: task.task_id, consumers: names })
        showToast((say, { number }) => say('reload.resent', { epoch, told: number(consumers_told.length) }), {
          steps: [
            {
              label: (say) => say('reload.showEpoch'),
              run: () => goTo('epochs', { open: String(epoch), task: String(task.task_id) }),
            },
          ],
        })
      } else {
        const { consumers: changed } = await backend.call(`consumers.${action}`, { consumers: names })
        const back = action === 'drain' ? 'undrain' : 'drain'
        showToast((say, formats) => say(`action.done.${action}`, { who: who(changed, say, formats) }), {
          steps: action === 'dismiss' ? [] : [{ label: (say) => say('common.undo'), run: () => undo(back, changed) }],
        })
      }
      onClose()
      onDone?.(names)
    })

  return (
    <div className="bd-stack-10">
      {names.length === 0 ? (
        <span>{t(`action.none.${action}`)}</span>
      ) : (
        <>
          <span className="bd-wrap">
            {t(`action.ask.${action}`, { who: who(names), epoch: task?.epoch ?? 0, task: task?.name ?? '' })}
          </span>
          {names.length > 1 && <Names names={names} />}
          {action === 'reload' && <Absent consumers={consumers} />}
          {action === 'dismiss' && <Kept names={names} />}
          {planned && <Plans {...planned} isUndrain={action === 'undrain'} />}
        </>
      )}
      {others > 0 && names.length > 0 && (
        <span className="bd-dim">{t(`action.others.${action}`, { count: format.number(others) as never })}</span>
      )}
      <PausedNote />
      <Group gap="xs" justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        {/* Twice: a dialog's focus trap looks for the attribute, a panel in the page has none. */}
        <Button
          autoFocus
          data-autofocus
          {...(!isLookedAt && { 'data-disabled': true, 'aria-disabled': true })}
          {...(action === 'dismiss' && { color: 'red' })}
          loading={isRunning}
          onClick={() => isLookedAt && void carryOut()}
        >
          {t(`action.do.${action}`)}
        </Button>
      </Group>
    </div>
  )
}

/** The same as a dialog, for what is asked from a list. */
export function ActionDialog(props: ActionProps) {
  const { t } = useTranslation()
  return (
    <Dialog onClose={props.onClose} title={t(`action.title.${props.action}`)} size="md">
      <ActionPanel {...props} />
    </Dialog>
  )
}

const MAX_NAMED = 200

function Names({ names }: { names: readonly string[] }) {
  const { t } = useTranslation()
  const more = names.length - MAX_NAMED
  return (
    <div className="bd-code bd-names" role="region" aria-label={t('screen.consumers')} tabIndex={0}>
      {names.slice(0, MAX_NAMED).join(', ')} {more > 0 && t('common.more', { count: more })}
    </div>
  )
}

function Absent({ consumers }: { consumers: readonly ConsumerResource[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const absent = consumers.filter(({ session_id }) => session_id === null).length
  if (absent === 0) return null
  return <span className="bd-dim">{t('action.absent', { count: format.number(absent) as never })}</span>
}

interface Planned {
  /** Of each task that has targets; null until all are there. */
  readonly plans: readonly TaskPlan[] | null
  readonly problem: string | null
  readonly again: () => void
}

interface TaskPlan {
  readonly task: TaskResource
  readonly preview: PlanPreview
}

/** `[PL-7]` What the next epoch of each task would move; null for an action that moves nothing. */
function usePlans(action: ConsumerAction, names: readonly string[]): Planned | null {
  const tasks = useFleetData((data) => data.tasks)
  const isMove = action === 'drain' || action === 'undrain'
  const planned = isMove && names.length > 0 ? [...tasks.values()].filter(({ epoch }) => epoch > 0) : []
  const whatIf = action === 'drain' ? { without: [...names] } : { more: names.length }
  const calls = useCalls(
    'plan.what-if',
    planned.map(({ task_id, epoch }) => ({ params: { task_id, ...whatIf }, options: { dependsOn: [epoch] } })),
  )
  if (!isMove) return null
  const plans = planned.flatMap((task, i) => {
    const preview = calls[i]?.answer
    return preview ? [{ task, preview }] : []
  })
  return {
    plans: plans.length < planned.length ? null : plans,
    problem: calls.find((call) => call.problem !== null)?.problem ?? null,
    again: () => {
      for (const call of calls) if (call.problem !== null) call.again()
    },
  }
}

function Plans({ plans, problem, again, isUndrain }: Planned & { isUndrain: boolean }) {
  const { t } = useTranslation()
  if (problem !== null) {
    return (
      <Alert color="yellow">
        {t('action.noPlan', { problem })}{' '}
        <Button variant="default" ml="sm" onClick={again}>
          {t('common.tryAgain')}
        </Button>
      </Alert>
    )
  }
  if (plans === null) return <LoadingState label={t('reload.planning')} />
  if (plans.length === 0) return <span className="bd-dim">{t('action.noTask')}</span>
  return plans.map((plan) => (
    <PlanLine key={plan.task.task_id} plan={plan} isUndrain={isUndrain} isOne={plans.length === 1} />
  ))
}

interface PlanLineProps {
  readonly plan: TaskPlan
  readonly isUndrain: boolean
  readonly isOne: boolean
}

function PlanLine({ plan, isUndrain, isOne }: PlanLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { task, preview } = plan
  const { counts, slots_moved: slots, remarks } = preview
  const { owners, mean, excess } = loadAfter(preview)
  const idle = remarks.find((remark) => remark.kind === 'idle_members')
  return (
    <div className="bd-panel bd-plan-line">
      {!isOne && <strong>{task.name}</strong>}
      <span>
        {t('action.moves', {
          moved: format.number(counts.moved_consumer),
          targets: format.number(counts.targets),
          least: format.number(counts.least_moved_consumer),
          slots: slots.length,
        })}
      </span>
      {remarks.some(({ kind }) => kind === 'no_members') ? (
        <Alert color="yellow">{t('action.nobodyLeft')}</Alert>
      ) : (
        <span>
          {t('action.loadAfter', { consumers: format.number(owners), mean: format.number(mean) })}{' '}
          {excess !== null && t('action.excess', { share: format.percent(excess) })}
        </span>
      )}
      {idle && <span>{t('targets.remark.idle_members', { count: idle.count })}</span>}
      <span className="bd-dim">
        {task.auto_sync ? t('action.nextEpoch') : t('action.nextSync')}
        {isUndrain && ` ${t('action.about')}`}
      </span>
    </div>
  )
}

/** `[BR-1]` Whom the brake keeps gives up its slots when it is dismissed. */
function Kept({ names }: { names: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = useFleetData(
    ({ consumers }) => names.filter((id) => typeof consumers.get(id)?.kept_since === 'number').length,
  )
  if (count === 0) return null
  return <Alert color="yellow">{t('action.gives', { count: format.number(count) as never })}</Alert>
}
