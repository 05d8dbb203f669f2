import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../stores/preferences.ts'
import type { Column } from './table-row.tsx'

const none: readonly string[] = []

/** The columns of a table that this operator wants to see. */
export function useShownColumns<Row>(table: string, columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const hidden = usePreferences(({ hiddenColumns }) => hiddenColumns[table] ?? none)
  const extra = usePreferences(({ extraColumns }) => extraColumns[table] ?? none)
  return useMemo(() => columns.filter((column) => isShown(column, hidden, extra)), [columns, hidden, extra])
}

function isShown<Row>({ id, isOptional }: Column<Row>, hidden: readonly string[], extra: readonly string[]): boolean {
  return isOptional === true ? extra.includes(id) : !hidden.includes(id)
}

/** Chooses the columns of a table; the first one always stays. The choice is remembered. */
export function ColumnMenu<Row>({ table, columns }: { table: string; columns: readonly Column<Row>[] }) {
  const { t } = useTranslation()
  const { hiddenColumns, extraColumns, set } = usePreferences()
  const hidden = hiddenColumns[table] ?? none
  const extra = extraColumns[table] ?? none
  const toggle = ({ id, isOptional }: Column<Row>) => {
    if (isOptional === true) set({ extraColumns: { ...extraColumns, [table]: toggled(extra, id) } })
    else set({ hiddenColumns: { ...hiddenColumns, [table]: toggled(hidden, id) } })
  }
  return (
    <Menu position="bottom-end" width={190} closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t('common.columns')}>
          <ActionIcon aria-label={t('common.columns')}>
            <IconColumns3 size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((column) => (
          <Menu.CheckboxItem key={column.id} checked={isShown(column, hidden, extra)} onChange={() => toggle(column)}>
            {column.header}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const toggled = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]
