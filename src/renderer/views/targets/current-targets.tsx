import { Alert, Button, Group, TextInput } from '@mantine/core'
import { IconDownload, IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskView } from '../../../core/views.ts'
import { useBackend, wordsOf } from '../../backend/context.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { download } from '../../components/download.ts'
import { EmptyState, LoadingState } from '../../components/state-views.tsx'
import { useFormat } from '../../format.ts'
import { useFleet } from '../../stores/fleet.ts'

/** The list as it is in the current epoch. */
export function CurrentTargets({ task }: { task: TaskView | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const [text, setText] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [query, setQuery] = useState('')
  const taskId = task?.task_id
  const epoch = task?.epoch ?? 0
  const isLive = useFleet(({ connection }) => connection === 'live')
  // Again with every epoch, and when the connection is back. An answer that was overtaken does not count.
  useEffect(() => {
    if (taskId === undefined || epoch === 0 || !isLive) return undefined
    let isCurrent = true
    const take = (next: string | null, fault: string | null) => {
      if (!isCurrent) return
      if (next !== null) setText(next)
      setProblem(fault)
    }
    backend.call('targets.text', { task_id: taskId }).then(
      (answer) => take(answer.text, null),
      (error: unknown) => take(null, wordsOf(error)),
    )
    return () => {
      isCurrent = false
    }
  }, [backend, taskId, epoch, isLive])
  const targets = useMemo(() => (text ? text.trimEnd().split('\n') : []), [text])
  const shown = useMemo(() => targets.filter((target) => target.includes(query.trim())), [targets, query])
  return (
    <section
      className="bd-panel"
      style={{
        display: 'flex',
        flexDirection: 'column',
        gap: 10,
        height: 'calc(100vh - 130px)',
        minHeight: 320,
        padding: 14,
      }}
    >
      <Group justify="space-between" wrap="nowrap">
        <span className="bd-label">
          {t('targets.current')} {epoch > 0 && `· ${format.number(task?.targets ?? 0)}`}
        </span>
        {targets.length > 0 && text !== null && (
          <Group gap={4} wrap="nowrap">
            <CopyButton text={text} />
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconDownload size={14} />}
              onClick={() => download('targets.txt', text)}
            >
              {t('targets.download')}
            </Button>
          </Group>
        )}
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {epoch === 0 && <EmptyState title={t('targets.empty')} hint={t('targets.emptyHint')} />}
      {epoch > 0 && text === null && problem === null && <LoadingState />}
      {epoch > 0 && text !== null && (
        <>
          <TextInput
            data-filter
            aria-label={t('targets.search')}
            placeholder={t('targets.search')}
            leftSection={<IconSearch size={14} />}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          <TargetRows targets={shown} label={t('targets.current')} />
          <span className="bd-dim">
            {t('common.rows', { shown: format.number(shown.length), total: format.number(targets.length) })}
          </span>
        </>
      )}
    </section>
  )
}

function TargetRows({ targets, label }: { targets: readonly string[]; label: string }) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: targets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    overscan: 20,
  })
  return (
    <div
      ref={scroller}
      className="bd-mono"
      role="region"
      aria-label={label}
      tabIndex={0}
      style={{ flex: 1, minHeight: 0, overflow: 'auto' }}
    >
      <div style={{ position: 'relative', height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} style={{ position: 'absolute', height: 20, transform: `translateY(${start}px)` }}>
            {targets[index]}
          </div>
        ))}
      </div>
    </div>
  )
}
