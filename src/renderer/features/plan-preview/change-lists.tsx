import { Alert, Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDownload, IconMinus, IconPencil, IconPlus, IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { ChangedTarget, TargetChangeList } from '../../../contract/resources/target-change.ts'
import { toCsv } from '../../../console/csv.ts'
import { useAction } from '../../backend/use-command.ts'
import { download } from '../../components/download.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { useFormat } from '../../i18n/format.ts'
import { changeTable, changeWords, chosenList, labelOf, listsToShow } from './change-rows.ts'
import { type ChangeHandle, type ChangePages, useChangePages } from './use-change-pages.ts'

/** How long the search waits for the next letter, ms. */
const SEARCH_DELAY_MS = 200
const ROW_HEIGHT_PX = 24
/** No browser scrolls farther than some millions of pixels; the search finds the others, the export has all. */
const MAX_ROWS = 500_000

interface ChangeListsProps {
  readonly preview: PlanPreview
  readonly handle: ChangeHandle
  /** Which preview of that handle it is. */
  readonly version: string
}

/** `[CH-3]` Not only how many come and go, but which: each list can be searched and taken along. */
export function ChangeLists({ preview, handle, version }: ChangeListsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [wanted, setWanted] = useState<TargetChangeList | null>(null)
  const [text, setText] = useState('')
  const [query] = useDebouncedValue(text.trim(), SEARCH_DELAY_MS)
  const { counts } = preview
  const lists = listsToShow(counts)
  const list = chosenList(lists, wanted, counts)
  const previewed = { list, total: counts[list], first: preview[`${list}_targets`] }
  const pages = useChangePages(handle, version, previewed, query)
  const name = t(`changes.list.${list}`)
  return (
    <div className="bd-changes">
      <div className="bd-changes-tools">
        <div className="bd-changes-tabs" role="group" aria-label={t('changes.lists')}>
          {lists.map((one) => (
            <Button
              key={one}
              variant="default"
              aria-pressed={one === list}
              rightSection={<span className="bd-dim">{format.number(counts[one])}</span>}
              onClick={() => setWanted(one)}
            >
              {t(`changes.list.${one}`)}
            </Button>
          ))}
        </div>
        <TextInput
          className="bd-changes-search"
          aria-label={t('changes.find', { list: name })}
          placeholder={t('changes.find', { list: name })}
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="bd-spacer" />
        {counts[list] > 0 && <SaveList list={list} pages={pages} />}
      </div>
      {pages.problem !== null && <Alert color="red">{pages.problem}</Alert>}
      {pages.shown === null && pages.problem === null && <LoadingState />}
      {pages.shown !== null && <ChangeRows list={list} pages={pages} label={name} />}
    </div>
  )
}

function SaveList({ list, pages }: { list: TargetChangeList; pages: ChangePages }) {
  const { t } = useTranslation()
  const [isRunning, run] = useAction()
  const save = () =>
    void run(async () => {
      const headers = { target: t('changes.column.target'), priority: t('changes.column.priority') }
      download(`${list}.csv`, toCsv(changeTable(await pages.all(), headers)), 'text/csv')
    })
  return (
    <Button variant="default" leftSection={<IconDownload size={14} />} loading={isRunning} onClick={save}>
      {t('changes.export')}
    </Button>
  )
}

const listIcons = {
  added: <IconPlus size={12} aria-hidden />,
  removed: <IconMinus size={12} aria-hidden />,
  rerated: <IconPencil size={12} aria-hidden />,
  described: <IconPencil size={12} aria-hidden />,
} as const satisfies Record<TargetChangeList, unknown>

function ChangeRows({ list, pages, label }: { list: TargetChangeList; pages: ChangePages; label: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const matching = pages.shown?.matching ?? 0
  const count = Math.min(matching, MAX_ROWS)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  const items = rows.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  const { need } = pages
  useEffect(() => {
    if (count > 0) need(first, last)
  })
  if (matching === 0) {
    const isSearch = (pages.shown?.total ?? 0) > 0
    return <p className="bd-changes-none bd-dim">{t(isSearch ? 'common.nothingMatches' : 'changes.none')}</p>
  }
  return (
    <div ref={scroller} className="bd-changes-scroll" role="region" aria-label={label} tabIndex={0}>
      <div className="bd-virtual" role="list" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            role="listitem"
            aria-setsize={matching}
            aria-posinset={index + 1}
            className="bd-virtual-row bd-change-row"
            style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start}px)` }}
          >
            <ChangeRow list={list} row={pages.row(index)} />
          </div>
        ))}
      </div>
      {count < matching && (
        <p className="bd-dim">{t('common.rows', { shown: format.number(count), total: format.number(matching) })}</p>
      )}
    </div>
  )
}

function ChangeRow({ list, row }: { list: TargetChangeList; row: ChangedTarget | undefined }) {
  const { t } = useTranslation()
  if (!row) return <span className="bd-dim">…</span>
  const { target } = row
  const change = list === 'described' ? changeWords(row) : ''
  return (
    <>
      <span className="bd-change-target">
        {listIcons[list]}
        <MiddleCut text={target} />
      </span>
      <span className="bd-truncate" title={change === '' ? labelOf(row) : change}>
        {change === '' ? labelOf(row) : change}
      </span>
      <span className="bd-dim bd-truncate">
        {list === 'rerated' && row.was
          ? t('changes.from', { from: t(`priority.${row.was.priority}`), to: t(`priority.${row.priority}`) })
          : t(`priority.${row.priority}`)}
      </span>
    </>
  )
}
