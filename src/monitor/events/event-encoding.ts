import { toCsv } from '../../console/csv.ts'
import type { EventResource } from '../../contract/events.ts'
import type { EventRow } from './event-search.ts'

/** How events go out over HTTP: members of a JSON array, one JSON object a line, or a table. */
export type EventFormat = 'json' | 'ndjson' | 'csv'

const columns = ['seq', 'at', 'time', 'type', 'severity', 'task_id', 'consumer_id', 'batch_id', 'data']
export const csvHead = toCsv([columns])

/** Parts of an answer, to be put one behind the other; JSON without the commas between them. */
export function encodeEvents(rows: readonly EventRow[], format: EventFormat): string {
  switch (format) {
    case 'json':
      return rows.map(toJson).join(',')
    case 'ndjson':
      return rows.map((row) => `${toJson(row)}\n`).join('')
    case 'csv':
      return rows.length === 0 ? '' : toCsv(rows.map(toCells))
  }
}

export function eventOf({ task_id, consumer_id, batch_id, data, ...row }: EventRow): EventResource {
  return {
    ...row,
    ...(task_id !== null && { task_id }),
    ...(consumer_id !== null && { consumer_id }),
    ...(batch_id !== null && { batch_id }),
    data: JSON.parse(data) as unknown,
  } as EventResource
}

/** As {@link eventOf}; the data is JSON already, and an export is long. */
function toJson({ seq, at, type, severity, task_id, consumer_id, batch_id, data }: EventRow): string {
  const task = task_id === null ? '' : `,"task_id":${task_id}`
  const consumer = consumer_id === null ? '' : `,"consumer_id":${JSON.stringify(consumer_id)}`
  const batch = batch_id === null ? '' : `,"batch_id":${batch_id}`
  return `{"seq":${seq},"at":${at},"type":"${type}","severity":"${severity}"${task}${consumer}${batch},"data":${data}}`
}

function toCells({ seq, at, type, severity, task_id, consumer_id, batch_id, data }: EventRow) {
  return [seq, at, new Date(at).toISOString(), type, severity, task_id, consumer_id, batch_id, data]
}
