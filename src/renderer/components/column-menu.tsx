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
  return useMemo(() => columns.filter(({ id }) => !hidden.includes(id)), [columns, hidden])
}

/** Chooses the columns of a table; the first one always stays. The choice is remembered. */
export function ColumnMenu<Row>({ table, columns }: { table: string; columns: readonly Column<Row>[] }) {
  const { t } = useTranslation()
  const { hiddenColumns, set } = usePreferences()
  const hidden = hiddenColumns[table] ?? none
  const toggle = (id: string) => {
    const rest = hidden.filter((other) => other !== id)
    set({ hiddenColumns: { ...hiddenColumns, [table]: rest.length < hidden.length ? rest : [...hidden, id] } })
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
        {columns.slice(1).map(({ id, header }) => {
          const isShown = !hidden.includes(id)
          return (
            <Menu.CheckboxItem key={id} checked={isShown} onChange={() => toggle(id)}>
              {header}
            </Menu.CheckboxItem>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
