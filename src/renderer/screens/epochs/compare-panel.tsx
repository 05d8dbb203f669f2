import { Alert, Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochDiff } from '../../../contract/resources/epoch.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { usePages } from '../../backend/use-pages.ts'
import { PanelHead } from '../../components/panel-head.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { toCsv } from '../../../console/csv.ts'
import { download } from '../../components/download.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { VirtualList } from '../../components/virtual-list.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useExport } from '../../stores/exports.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { countOf, type DiffList, diffLists, type DiffRow, firstList, rowsOf } from './diff-lists.ts'
import type { EpochPair } from '../../features/epochs/epoch-pair.ts'

const ROWS_PER_PAGE = 1000
const ROWS_PER_LARGE_PAGE = 50_000
const ROW_HEIGHT_PX = 26

/** `[EP-6]` In what one epoch differs from another: how much of each kind, and each difference by itself. */
export function ComparePanel({ taskId, pair, onClose }: { taskId: number; pair: EpochPair; onClose: () => void }) {
  const { t } = useTranslation()
  const { from, to } = pair
  const { pages, problem, isLoading, more } = usePages('epochs.diff', {
    question: [taskId, from, to],
    first: 0,
    ask: (start) => ({ task_id: taskId, from, to, start, limit: ROWS_PER_PAGE }),
    next: (page) => page.next,
  })
  const [first] = pages
  const title = t('epochs.compareTitle', { from, to })
  return (
    <SidePanel
      label={title}
      onClose={onClose}
      onStep={null}
      header={<PanelHead label={title} place={null} onStep={() => {}} onClose={onClose} />}
    >
      {from === 0 && <span className="bd-dim">{t('epochs.compareNothing')}</span>}
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!first && problem === null && <LoadingState label={t('epochs.comparing')} />}
      {first && <Lists pages={pages} isLoading={isLoading} onMore={more} />}
    </SidePanel>
  )
}

interface ListsProps {
  readonly pages: readonly EpochDiff[]
  readonly isLoading: boolean
  readonly onMore: () => void
}

function Lists({ pages, isLoading, onMore }: ListsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const [isExporting, run] = useAction()
  const [first] = pages as [EpochDiff]
  const wanted = useParam('list')
  const list = diffLists.find((name) => name === wanted) ?? firstList(first)
  const nobody = t('common.nobody')
  const rows = useMemo(() => pages.flatMap((page) => rowsOf(page, list, nobody)), [pages, list, nobody])
  const total = countOf(first, list)
  const { task_id, from, to } = first
  const exportAll = () =>
    run(async () => {
      const all: DiffRow[] = []
      for (let start: number | null = 0; start !== null;) {
        const page: EpochDiff = await backend.call('epochs.diff', {
          task_id,
          from,
          to,
          start,
          limit: ROWS_PER_LARGE_PAGE,
        })
        all.push(...rowsOf(page, list, ''))
        start = all.length < total ? page.next : null
      }
      const lines = all.map((row) => [row.subject, row.from, row.to])
      download(`epochs-${from}-${to}-${list}.csv`, toCsv([headers, ...lines]), 'text/csv')
    })
  const [before, after] =
    list === 'moved' ? [t('epochs.batchBefore'), t('epochs.batchAfter')] : [t('epochs.before'), t('epochs.after')]
  const headers = [t(`epochs.diffSubject.${subjectOf[list]}`), before, after]
  const label = `${t('common.exportCsv')}: ${t(`epochs.diff.${list}`)}`
  useExport(total > 0 ? { label, run: () => void exportAll() } : null)
  if (diffLists.every((name) => countOf(first, name) === 0)) return <EmptyState title={t('epochs.noDifference')} />
  return (
    <>
      <div className="bd-diff-counts" role="group" aria-label={t('epochs.counts')}>
        {diffLists.map((name) => (
          <Fragment key={name}>
            {name === 'moved' && <MovedConsumer count={first.counts.moved_consumer} />}
            <Count list={name} count={countOf(first, name)} isChosen={name === list} />
          </Fragment>
        ))}
      </div>
      <section className="bd-stack-4">
        {total === 0 ? (
          <span className="bd-dim">{t('epochs.noneOfThese')}</span>
        ) : (
          <>
            <VirtualList
              label={t(`epochs.diff.${list}`)}
              items={rows}
              itemKey={({ subject }) => subject}
              rowHeight={ROW_HEIGHT_PX}
              maxHeight={18 * ROW_HEIGHT_PX}
              header={
                <div className="bd-diff-row bd-label">
                  {headers.map((header) => (
                    <span key={header}>{header}</span>
                  ))}
                </div>
              }
            >
              {(row) => (
                <div className="bd-diff-row">
                  <span className="bd-mono" title={row.subject}>
                    {row.subject}
                  </span>
                  <span title={row.from}>{row.from || t('common.none')}</span>
                  <span title={row.to}>{row.to || t('common.none')}</span>
                </div>
              )}
            </VirtualList>
            <Group gap="xs" justify="flex-end">
              <span className="bd-dim">
                {t('common.rows', { shown: format.number(rows.length), total: format.number(total) })}
              </span>
              {rows.length < total && (
                <Button variant="default" loading={isLoading} onClick={onMore}>
                  {t('epochs.loadMore')}
                </Button>
              )}
              <Button
                variant="subtle"
                color="gray"
                loading={isExporting}
                leftSection={<IconDownload size={14} />}
                onClick={() => void exportAll()}
              >
                {t('common.exportCsv')}
              </Button>
            </Group>
          </>
        )}
      </section>
    </>
  )
}

const subjectOf = {
  added: 'target',
  removed: 'target',
  moved: 'target',
  rerated: 'target',
  described: 'target',
  opened: 'batch',
  closed: 'batch',
  handed: 'batch',
  relevelled: 'batch',
  slots: 'slot',
} as const satisfies Record<DiffList, string>

/** `[UI-10]` What every other screen calls moved. It has no list of its own: whole slots change hands. */
function MovedConsumer({ count }: { count: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (count === null) return null
  return (
    <div className="bd-figure" data-empty={count === 0 ? '' : undefined}>
      <span className="bd-label">{t('epochs.diffMovedConsumer')}</span>
      <strong>{format.number(count)}</strong>
    </div>
  )
}

function Count({ list, count, isChosen }: { list: DiffList; count: number; isChosen: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <button
      type="button"
      className="bd-figure"
      aria-pressed={isChosen}
      data-empty={count === 0 ? '' : undefined}
      onClick={() => setParams({ list })}
    >
      <span className="bd-label">{t(`epochs.diff.${list}`)}</span>
      <strong>{format.number(count)}</strong>
    </button>
  )
}
