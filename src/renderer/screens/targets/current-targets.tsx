import { ActionIcon, Alert, Button, Group, TextInput, Tooltip } from '@mantine/core'
import { useClipboard, useDebouncedValue } from '@mantine/hooks'
import { IconCheck, IconCopy, IconDownload, IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useAction } from '../../backend/use-command.ts'
import { download } from '../../components/download.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useExport } from '../../stores/exports.ts'
import { useFleet } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { type TargetPages, useTargetPages } from './use-target-pages.ts'

/** How long the search waits for the next letter, ms. */
const SEARCH_DELAY_MS = 200

/** The list as it is in the current epoch. */
export function CurrentTargets({ task }: { task: TaskResource | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  // In the address, so that it can be shared, and found from elsewhere (UI-3).
  const text = useParam('q')
  const [query] = useDebouncedValue(text.trim(), SEARCH_DELAY_MS)
  const epoch = task?.epoch ?? 0
  const isLive = useFleet(({ connection }) => connection === 'live')
  const list = useTargetPages(task && epoch > 0 ? { taskId: task.task_id, epoch, query } : null, isLive)
  const { shown, problem } = list
  return (
    <section className="bd-panel bd-targets">
      <Group justify="space-between" wrap="nowrap" h={18}>
        <span className="bd-label">
          {t('targets.current')} {epoch > 0 && `· ${format.number(task?.targets ?? 0)}`}
        </span>
        {shown !== null && shown.total > 0 && <WholeList all={list.all} />}
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {epoch === 0 && <EmptyState title={t('targets.empty')} hint={t('targets.emptyHint')} />}
      {epoch > 0 && shown === null && problem === null && <LoadingState />}
      {epoch > 0 && shown !== null && (
        <>
          <TextInput
            data-filter
            aria-label={t('targets.search')}
            placeholder={t('targets.search')}
            leftSection={<IconSearch size={14} />}
            value={text}
            onChange={(event) => setParams({ q: event.currentTarget.value })}
          />
          <TargetRows list={list} count={Math.min(shown.matching, MAX_ROWS)} label={t('targets.current')} />
          <span className="bd-dim">
            {t('common.rows', {
              shown: format.number(Math.min(shown.matching, MAX_ROWS)),
              total: format.number(shown.total),
            })}
          </span>
        </>
      )}
    </section>
  )
}

/** `[UI-3]` To take all of it along; it is fetched then. */
function WholeList({ all }: { all: () => Promise<string> }) {
  const { t } = useTranslation()
  const { copied, copy } = useClipboard({ timeout: 1500 })
  const [isRunning, run] = useAction()
  const save = () => void run(async () => download('targets.txt', await all()))
  useExport({ label: `${t('targets.download')}: ${t('targets.current')}`, run: save })
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
        <ActionIcon
          size="sm"
          aria-label={t('common.copy')}
          disabled={isRunning}
          onClick={() => void run(async () => copy(await all()))}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      </Tooltip>
      <Button variant="subtle" color="gray" leftSection={<IconDownload size={14} />} loading={isRunning} onClick={save}>
        {t('targets.download')}
      </Button>
    </Group>
  )
}

const ROW_HEIGHT_PX = 20
/** No browser scrolls farther than some millions of pixels; the search finds the others. */
const MAX_ROWS = 500_000

function TargetRows({ list, count, label }: { list: TargetPages; count: number; label: string }) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 20,
  })
  const items = rows.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  const { need } = list
  useEffect(() => {
    if (count > 0) need(first, last)
  })
  return (
    <div ref={scroller} className="bd-mono bd-targets-scroll" role="region" aria-label={label} tabIndex={0}>
      <div className="bd-virtual" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            className="bd-targets-row"
            style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start}px)` }}
          >
            {list.row(index) ?? '…'}
          </div>
        ))}
      </div>
    </div>
  )
}
