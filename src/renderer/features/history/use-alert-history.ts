import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { useCall } from '../../backend/use-call.ts'
import { useFleetData } from '../../stores/fleet.ts'
import type { Span } from './time-axis.ts'

const none: readonly AlertSpan[] = []

/** `[AL-2]` The alerts that were in force within a span, asked for again whenever one comes or goes. */
export function useAlertHistory(span: Span, taskId: number | null): readonly AlertSpan[] {
  // Those of a live span go on with it; one that comes or goes is seen at once.
  const revision = useFleetData(({ alerts }) =>
    alerts.reduce((sum, { since }) => (sum * 31 + since) % 2_147_483_647, alerts.length),
  )
  const { answer } = useCall(
    'alerts.history',
    { from: span.from, to: span.to, ...(taskId !== null && { task_id: taskId }) },
    { dependsOn: [revision], keeps: () => true },
  )
  return answer?.alerts ?? none
}
