import { type AlertKind, type AlertMark, severities, severityOf } from '../../contract/resources/alert.ts'
import { MAX_SUMMARY_INCIDENTS, type SummaryIncident } from '../../contract/resources/summary.ts'

/** Alerts of one kind belong together where each came so soon after the one before, ms. */
const TOGETHER_MS = 5 * 60_000

/** What is kept of an alert that is of use here. */
export interface PastAlert {
  readonly alert_id: string
  readonly kind: AlertKind
  readonly consumer_id?: string
  readonly task_id?: number
  readonly epoch?: number
  readonly count?: number
  readonly raised_at: number
  readonly cleared_at: number | null
  readonly acknowledged?: AlertMark
}

/** What happened in a time, the gravest first. */
export interface Incidents {
  readonly incidents: readonly SummaryIncident[]
  readonly leftOut: number
}

interface Open {
  readonly first: PastAlert
  readonly ids: Set<string>
  times: number
  lastRaisedAt: number
  clearedAt: number | null
  most: number | undefined
  acknowledged: AlertMark | undefined
}

/**
 * `[CN-7]` Alerts as somebody tells of them: three hundred consumers that are lost together are one incident, and so is one
 * that comes and goes. What is of a task is told of each task.
 */
export class IncidentBook {
  private readonly open = new Map<string, Open>()
  private readonly closed: Open[] = []

  /** In the order in which they were raised. */
  add(alert: PastAlert): void {
    const { alert_id, kind, task_id, raised_at: at, cleared_at, count, acknowledged } = alert
    const subject = `${kind} ${task_id ?? ''}`
    let incident = this.open.get(subject)
    if (incident && at > incident.lastRaisedAt + TOGETHER_MS) {
      this.closed.push(incident)
      incident = undefined
    }
    if (!incident) {
      incident = {
        first: alert,
        ids: new Set(),
        times: 0,
        lastRaisedAt: at,
        clearedAt: cleared_at,
        most: undefined,
        acknowledged: undefined,
      }
      this.open.set(subject, incident)
    }
    incident.ids.add(alert_id)
    incident.times++
    incident.lastRaisedAt = at
    if (count !== undefined) incident.most = Math.max(count, incident.most ?? 0)
    if (incident.clearedAt !== null) {
      incident.clearedAt = cleared_at === null ? null : Math.max(cleared_at, incident.clearedAt)
    }
    incident.acknowledged ??= acknowledged
  }

  /** The gravest first, of these what is not over, then the longest. @param most how many; the rest is counted */
  told(most = MAX_SUMMARY_INCIDENTS): Incidents {
    const all = [...this.closed, ...this.open.values()].map(incidentOf)
    const length = ({ raised_at, cleared_at }: SummaryIncident) => (cleared_at ?? Infinity) - raised_at
    const gravity = ({ severity }: SummaryIncident) => severities.indexOf(severity)
    all.sort((a, b) => gravity(a) - gravity(b) || compare(length(b), length(a)) || a.raised_at - b.raised_at)
    return { incidents: all.slice(0, most), leftOut: Math.max(0, all.length - most) }
  }
}

/** Also of two that are infinite. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function incidentOf({ first, ids, times, clearedAt, most, acknowledged }: Open): SummaryIncident {
  const { kind, consumer_id, task_id, epoch, raised_at } = first
  const isOne = ids.size === 1
  return {
    kind,
    severity: severityOf(kind),
    alerts: ids.size,
    times,
    ...(isOne && consumer_id !== undefined && { consumer_id }),
    ...(task_id !== undefined && { task_id }),
    ...(isOne && epoch !== undefined && { epoch }),
    ...(isOne && most !== undefined && { count: most }),
    raised_at,
    cleared_at: clearedAt,
    ...(acknowledged !== undefined && {
      acknowledged: {
        at: acknowledged.at,
        by: acknowledged.by,
        ...(acknowledged.why !== undefined && { why: acknowledged.why }),
      },
    }),
  }
}
