import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TargetPage, TargetRow } from '../../../contract/resources/target.ts'
import { textLine } from '../../../contract/text-line.ts'
import { toCsv, toExactCsv } from '../../../console/csv.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { download } from '../../components/download.ts'
import type { Column } from '../../components/table-row.tsx'
import { useExport } from '../../stores/exports.ts'
import { fleetStore } from '../../stores/fleet.ts'
import { jsonList, ndjsonList } from './list-texts.ts'
import { type ShownTarget, ShownTargets } from './shown-targets.ts'
import type { TargetList } from './use-target-pages.ts'

/** So many are asked for at once: an answer is no more than a few megabytes. */
const ROWS_PER_ANSWER = 10_000

interface ExportMenuProps {
  readonly list: TargetList
  readonly columns: readonly Column<ShownTarget>[]
}

/** `[UI-3]` To take along what is shown, or the whole list so that it can be imported again. It is fetched then. */
export function ExportMenu({ list, columns }: ExportMenuProps) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [isRunning, run] = useAction()

  async function fetchRows(wanted: Partial<TargetList>): Promise<{ rows: TargetRow[]; names: readonly string[] }> {
    const { query = '', filter = {}, sort = 'target' } = wanted
    const rows: TargetRow[] = []
    let epoch = 0
    for (;;) {
      const page: TargetPage = await backend.call('targets.page', {
        task_id: list.taskId,
        query,
        filter,
        sort,
        start: rows.length,
        limit: ROWS_PER_ANSWER,
      })
      // Pages of two epochs are no list: begun again with the newer one.
      if (rows.length > 0 && page.epoch !== epoch) {
        rows.length = 0
        continue
      }
      epoch = page.epoch
      for (const row of page.targets) rows.push(row)
      if (page.targets.length === 0 || rows.length >= page.matching) return { rows, names: page.attribute_names }
    }
  }

  const saveShown = () =>
    void run(async () => {
      const { rows } = await fetchRows(list)
      const shown = new ShownTargets()
      const batches = fleetStore.getState().data?.batches
      const lines = rows.map((row) => {
        const joined = shown.of(row, batches?.get(row.batch_id))
        return columns.map((column) => column.value(joined))
      })
      download('targets.csv', toCsv([columns.map(({ header }) => header), ...lines]), 'text/csv')
    })

  const saveList = () =>
    void run(async () => {
      const { rows, names } = await fetchRows({})
      const head = ['target', 'priority', ...names]
      const lines = rows.map(({ target, priority, attributes }) => [
        target,
        priority,
        ...names.map((name) => attributes?.[name] ?? null),
      ])
      download('target-list.csv', toExactCsv([head, ...lines]), 'text/csv')
    })

  const saveItems = (name: string, text: (rows: readonly TargetRow[]) => string, type: string) =>
    void run(async () => {
      const { rows } = await fetchRows({})
      download(name, text(rows), type)
    })

  const saveText = () =>
    void run(async () => {
      const { rows } = await fetchRows({})
      download('target-list.txt', rows.map(({ target }) => `${textLine(target)}\n`).join(''))
    })

  useExport({ label: t('targetList.exportShown'), run: saveShown })
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Tooltip label={t('targetList.export')}>
          <ActionIcon aria-label={t('targetList.export')} loading={isRunning}>
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={saveShown}>{t('targetList.exportShown')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={saveList}>{t('targetList.exportList')}</Menu.Item>
        <Menu.Item onClick={() => saveItems('target-list.json', jsonList, 'application/json')}>
          {t('targetList.exportJson')}
        </Menu.Item>
        <Menu.Item onClick={() => saveItems('target-list.ndjson', ndjsonList, 'application/x-ndjson')}>
          {t('targetList.exportNdjson')}
        </Menu.Item>
        <Menu.Item onClick={saveText}>{t('targetList.exportText')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
