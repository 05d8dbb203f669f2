import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { RowCopyButton } from '../../components/row-copy-button.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import type { Column } from '../../components/table-row.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'
import { isLabelName, mayBeLabel } from '../../features/targets/target-label.ts'
import type { ShownTarget } from './shown-targets.ts'

/** What the name of an attribute begins with as the name of a column. */
const ATTRIBUTE_PREFIX = 'attribute:'

/**
 * Everything a row of the targets can show.
 * @param attributeNames of all targets of the task
 * @param hasReports whether consumers report on single targets
 */
export function useColumns(attributeNames: readonly string[], hasReports: boolean): readonly Column<ShownTarget>[] {
  const link = useLink()
  const { t } = useTranslation()
  const format = useFormat()
  // A page that came again brings the same names in another list.
  const names = JSON.stringify(attributeNames)
  return useMemo(() => {
    const none = <span className="bd-dim">{t('common.none')}</span>
    const text = (value: string | null | undefined) => (value ? <span title={value}>{value}</span> : none)
    const attributeColumns = JSON.parse(names) as readonly string[]
    const hasLabels = attributeColumns.some(mayBeLabel)
    const columns: readonly Column<ShownTarget>[] = [
      {
        id: 'target',
        header: t('targetList.column.target'),
        width: 'minmax(168px, 2.4fr)',
        value: ({ row }) => row.target,
        cell: ({ row }) => (
          <span className="bd-target-cell">
            <MiddleCut text={row.target} />
            <RowCopyButton text={row.target} />
          </span>
        ),
      },
      {
        id: 'label',
        header: t('targetList.column.label'),
        width: 'minmax(96px, 1fr)',
        isOptional: !hasLabels,
        value: ({ label }) => label,
        cell: ({ label }) => text(label),
      },
      {
        id: 'priority',
        header: t('targetList.column.priority'),
        width: '84px',
        value: ({ row }) => row.priority,
        cell: ({ row: { priority } }) => (
          <span className={priority === 'medium' ? 'bd-dim' : undefined}>{t(`priority.${priority}`)}</span>
        ),
      },
      {
        id: 'batch',
        header: t('targetList.column.batch'),
        width: '84px',
        align: 'right',
        value: ({ row }) => row.batch_id,
        cell: ({ row: { batch_id } }) => (
          <RowLink href={link('batches', { open: String(batch_id) })}>{format.number(batch_id)}</RowLink>
        ),
      },
      {
        id: 'consumer',
        header: t('targetList.column.consumer'),
        width: 'minmax(110px, 1fr)',
        value: ({ row }) => row.consumer_id,
        cell: ({ row: { consumer_id } }) =>
          consumer_id === null ? (
            <span className="bd-dim">{t('common.nobody')}</span>
          ) : (
            <RowLink href={link('consumers', { open: consumer_id })}>
              <ConsumerName id={consumer_id} />
            </RowLink>
          ),
      },
      {
        id: 'status',
        header: t('targetList.column.status'),
        width: '108px',
        value: ({ status }) => status,
        cell: ({ status }) => (status === null ? none : <BatchStatusBadge status={status} />),
      },
      {
        id: 'report',
        header: t('targetList.column.report'),
        width: 'minmax(120px, 1fr)',
        isOptional: !hasReports,
        value: ({ row: { report } }) => report && [report.status, report.message].filter(Boolean).join(': '),
        cell: ({ row: { report } }) =>
          report === null ? (
            none
          ) : (
            <span className="bd-own-report" title={report.message}>
              <BatchStatusBadge status={report.status} />
              <span className="bd-dim bd-truncate">{report.message}</span>
            </span>
          ),
      },
      {
        id: 'message',
        header: t('targetList.column.message'),
        width: 'minmax(120px, 1.4fr)',
        isOptional: hasReports,
        value: ({ message }) => message,
        cell: ({ message }) => text(message),
      },
      {
        id: 'age',
        header: t('targetList.column.age'),
        width: '92px',
        align: 'right',
        value: ({ updatedAt }) => csvTime(updatedAt),
        cell: ({ updatedAt }) =>
          updatedAt === null ? (
            none
          ) : (
            <span className="bd-dim">
              <RelativeTime at={updatedAt} />
            </span>
          ),
      },
      {
        id: 'slot',
        header: t('targetList.column.slot'),
        width: '60px',
        align: 'right',
        isOptional: true,
        value: ({ row }) => row.slot,
        cell: ({ row: { slot } }) => <RowLink href={link('slots', { slot: String(slot) })}>{String(slot)}</RowLink>,
      },
    ]
    const attributes = attributeColumns
      .filter((name) => !isLabelName(name))
      .map((name): Column<ShownTarget> => ({
        id: `${ATTRIBUTE_PREFIX}${name}`,
        header: name,
        width: 'minmax(90px, 1fr)',
        isOptional: true,
        value: ({ row }) => row.attributes?.[name] ?? null,
        cell: ({ row }) => text(row.attributes?.[name]),
      }))
    return [...columns, ...attributes]
  }, [t, format, link, names, hasReports])
}

/** A way from a row to somewhere else, where a click on the row opens the row. */
function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a className="bd-link" href={href} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
      {children}
    </a>
  )
}
