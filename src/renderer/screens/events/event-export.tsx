import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime, toCsv } from '../../../console/csv.ts'
import { severityOfEvent } from '../../../contract/event-severity.ts'
import type { EventResource } from '../../../contract/events.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { download } from '../../components/download.ts'
import { showToast } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useExport } from '../../stores/exports.ts'
import { useFleetData } from '../../stores/fleet.ts'
import type { RouteParams } from '../../stores/route.ts'
import { useEventText } from '../../features/events/event-text.ts'
import { currentQuery } from '../../features/events/use-event-feed.ts'

const EVENTS_PER_PAGE = 1000
/** What a page of a browser can hold without getting slow; the HTTP API gives everything. */
const MAX_EVENTS = 100_000

type Format = 'csv' | 'ndjson'

/** Exports what the filters choose, newest first, also what is not loaded. */
export function EventExport({ filters }: { filters: RouteParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const [read, setRead] = useState(0)
  const words = useWords()

  const save = (as: Format) =>
    run(async () => {
      setRead(0)
      const query = currentQuery(filters)
      const parts = as === 'csv' ? [toCsv([words.columns])] : []
      let before: number | null = null
      let count = 0
      do {
        const place: { before?: number } = before === null ? {} : { before }
        const answer = await backend.call('events.query', { ...query, ...place, limit: EVENTS_PER_PAGE })
        if (answer.events.length > 0) parts.push(encode(answer.events, as, words))
        count += answer.events.length
        before = answer.next
        setRead(count)
      } while (before !== null && count < MAX_EVENTS)
      download(`events.${as}`, parts.join(''), as === 'csv' ? 'text/csv' : 'application/x-ndjson')
      const said = before === null ? 'events.exported' : 'events.exportedPart'
      showToast((say, { number }) => say(said, { count: number(count) as never }))
    })

  useExport({ label: `${t('common.exportCsv')}: ${t('screen.events')}`, run: () => void save('csv') })
  useExport({ label: `${t('events.exportNdjson')}: ${t('screen.events')}`, run: () => void save('ndjson') })

  return (
    <Menu position="bottom-end" disabled={isRunning}>
      <Menu.Target>
        <Button
          variant="default"
          className={isRunning ? '' : 'bd-event-tool'}
          leftSection={<IconDownload size={14} />}
          disabled={isRunning}
        >
          {isRunning ? t('events.exporting', { count: format.number(read) as never }) : t('events.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('csv')}>{t('common.exportCsv')}</Menu.Item>
        <Menu.Item onClick={() => void save('ndjson')}>{t('events.exportNdjson')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface Words {
  readonly columns: readonly string[]
  readonly cells: (event: EventResource) => readonly (string | number | null)[]
}

/** The columns of the table, and what the monitor wrote; times as every spreadsheet takes them. */
function useWords(): Words {
  const { t } = useTranslation()
  const text = useEventText()
  const tasks = useFleetData((data) => data.tasks)
  return {
    columns: ['at', 'severity', 'type', 'consumer', 'batch', 'task', 'what', 'number', 'data'].map((name) =>
      t(`events.${name as 'at'}`),
    ),
    cells: (event) => {
      const { seq, at, type, task_id, consumer_id = null, batch_id = null, data } = event
      const severity = event.severity ?? severityOfEvent(event)
      const task = task_id === undefined ? null : (tasks.get(task_id)?.name ?? task_id)
      return [
        csvTime(at),
        t(`severity.${severity}`),
        t(`eventType.${type}`),
        consumer_id,
        batch_id,
        task,
        text(event),
        seq,
        JSON.stringify(data),
      ]
    },
  }
}

function encode(events: readonly EventResource[], as: Format, { cells }: Words): string {
  return as === 'csv' ? toCsv(events.map(cells)) : events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
