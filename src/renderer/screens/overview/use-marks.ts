import { useCalls } from '../../backend/use-call.ts'
import type { Mark } from '../../features/history/marks.ts'
import type { Span } from '../../features/history/time-axis.ts'
import { useCauseText } from '../../i18n/cause.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'

/** Epochs of one answer, of those that the page does not know by itself. */
const MAX_OLDER = 1000

/** The epochs of a span as marks; with the name of the task where there are several. */
export function useEpochMarks(span: Span, taskId: number | null): readonly Mark[] {
  const link = useLink()
  const causeText = useCauseText()
  const all = useFleetData((data) => data.epochs)
  const tasks = useFleetData((data) => data.tasks)
  const shown = [...tasks.values()].filter(({ task_id }) => taskId === null || task_id === taskId)
  const older = useCalls(
    'epochs.before',
    shown.map(({ task_id }) => {
      const last = all.get(task_id)?.at(-1)
      const isWanted = last !== undefined && last.epoch > 1 && last.created_at > span.from
      return {
        params: { task_id, before: last?.epoch ?? 1, limit: MAX_OLDER },
        options: { isEnabled: isWanted, rememberedMs: 60_000 },
      }
    }),
  )
  const isOne = tasks.size === 1 || taskId !== null
  const epochs = shown.flatMap(({ task_id }, i) => [...(all.get(task_id) ?? []), ...(older[i]?.answer?.epochs ?? [])])
  return epochs
    .filter(({ created_at }) => created_at >= span.from && created_at <= span.to)
    .map((epoch) => ({
      key: `epoch ${epoch.task_id}/${epoch.epoch}`,
      lane: 'epochs',
      at: epoch.created_at,
      short: String(epoch.epoch),
      text: isOne ? causeText(epoch) : (tasks.get(epoch.task_id)?.name ?? String(epoch.task_id)),
      href: link('epochs', { open: String(epoch.epoch), task: String(epoch.task_id) }),
    }))
}
