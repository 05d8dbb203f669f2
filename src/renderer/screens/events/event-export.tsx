import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toCsv } from '../../../console/csv.ts'
import type { EventResource } from '../../../contract/events.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { download } from '../../components/download.ts'
import { showToast } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useExport } from '../../stores/exports.ts'
import type { RouteParams } from '../../stores/route.ts'
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

  const save = (as: Format) =>
    run(async () => {
      setRead(0)
      const query = currentQuery(filters)
      const parts = as === 'csv' ? [toCsv([columns])] : []
      let before: number | null = null
      let count = 0
      do {
        const place: { before?: number } = before === null ? {} : { before }
        const answer = await backend.call('events.query', { ...query, ...place, limit: EVENTS_PER_PAGE })
        if (answer.events.length > 0) parts.push(encode(answer.events, as))
        count += answer.events.length
        before = answer.next
        setRead(count)
      } while (before !== null && count < MAX_EVENTS)
      download(`events.${as}`, parts.join(''), as === 'csv' ? 'text/csv' : 'application/x-ndjson')
      const words = before === null ? 'events.exported' : 'events.exportedPart'
      showToast((say, { number }) => say(words, { count: number(count) as never }))
    })

  useExport({ label: `${t('common.exportCsv')}: ${t('screen.events')}`, run: () => void save('csv') })
  useExport({ label: `${t('events.exportNdjson')}: ${t('screen.events')}`, run: () => void save('ndjson') })

  return (
    <Menu position="bottom-end" disabled={isRunning}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />} disabled={isRunning}>
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

// As GET /api/events answers.
const columns = ['seq', 'at', 'time', 'type', 'task_id', 'consumer_id', 'batch_id', 'data']

function encode(events: readonly EventResource[], as: Format): string {
  if (as === 'ndjson') return events.map((event) => `${JSON.stringify(event)}\n`).join('')
  return toCsv(
    events.map(({ seq, at, type, task_id = null, consumer_id = null, batch_id = null, data }) => [
      seq,
      at,
      new Date(at).toISOString(),
      type,
      task_id,
      consumer_id,
      batch_id,
      JSON.stringify(data),
    ]),
  )
}
