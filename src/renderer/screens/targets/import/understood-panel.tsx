import { Select } from '@mantine/core'
import { IconAlertTriangleFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listEncodings, listFormats, listSeparators } from '../../../../contract/list-format.ts'
import type { Identity } from '../../../../planner/identity.ts'
import type { ListReport } from '../../../../contract/resources/import.ts'
import { useFormat } from '../../../i18n/format.ts'
import { type Column, columnsIn, NO_COLUMN } from './reading-choices.ts'
import type { ReadingWish } from './import-state.ts'
import { RowsAsRead } from './rows-as-read.tsx'

interface UnderstoodPanelProps {
  readonly report: ListReport
  readonly wish: ReadingWish
  readonly isReading: boolean
  readonly onWish: (wish: ReadingWish) => void
  /** How targets are compared: the task's, or the choice of a new one. */
  readonly identity: Identity
}

/** How the monitor reads the list: each of it can be changed, and the list is read again then. */
export function UnderstoodPanel({ report, wish, isReading, onWish, identity }: UnderstoodPanelProps) {
  const { t } = useTranslation()
  return (
    <section className="bd-panel bd-import-panel" aria-label={t('understood.title')} aria-busy={isReading}>
      <header className="bd-import-head">
        <h2>{t('understood.title')}</h2>
        <span className="bd-dim">{t('understood.hint')}</span>
      </header>
      <div className="bd-picks">
        <WayPicks reading={report.reading} wish={wish} isReading={isReading} onWish={onWish} />
        <ColumnPicks reading={report.reading} wish={wish} isReading={isReading} onWish={onWish} />
        <Fact
          label={t('understood.identity')}
          value={t(`identity.name.${identity}`)}
          note={t(`identity.short.${identity}`)}
        />
      </div>
      <RowsAsRead reading={report.reading} />
    </section>
  )
}

interface PicksProps {
  readonly reading: ListReport['reading']
  readonly wish: ReadingWish
  readonly isReading: boolean
  readonly onWish: (wish: ReadingWish) => void
}

/** How its bytes become rows. */
function WayPicks({ reading, wish, isReading: isDisabled, onWish }: PicksProps) {
  const { t } = useTranslation()
  const isGuessed = reading.encoding === 'gb18030' && reading.encoding_by === 'content'
  return (
    <>
      <Pick
        label={t('understood.format')}
        note={t(reading.gzip ? 'understood.packed' : 'understood.plain', {
          by: t(`understood.by.${reading.format_by}`),
        })}
        value={reading.format}
        data={listFormats.map((value) => ({ value, label: t(`listImport.formats.${value}`) }))}
        isDisabled={isDisabled}
        onChange={(value) => onWish({ format: value })}
      />
      {reading.format !== 'xlsx' && (
        <Pick
          label={t('understood.encoding')}
          note={isGuessed ? <Doubt text={t('understood.guessed')} /> : t(`understood.by.${reading.encoding_by}`)}
          value={reading.encoding}
          data={listEncodings.map((value) => ({ value, label: t(`understood.encodings.${value}`) }))}
          isDisabled={isDisabled}
          onChange={(value) => onWish({ encoding: value })}
        />
      )}
      {reading.separator !== null && (
        <Pick
          label={t('understood.separator')}
          note={t(wish.separator === undefined ? 'understood.by.content' : 'understood.by.said')}
          value={reading.separator}
          data={listSeparators.map((value) => ({ value, label: t(`understood.separators.${value}`) }))}
          isDisabled={isDisabled}
          onChange={(value) => onWish({ separator: value })}
        />
      )}
      {reading.place !== null && reading.place !== '' && <Fact label={t('understood.place')} value={reading.place} />}
      {reading.more !== null && (
        <Fact label={t('understood.more')} value={reading.more} note={<Doubt text={t('understood.moreHint')} />} />
      )}
    </>
  )
}

/** Which of its columns is what. */
function ColumnPicks({ reading, wish, isReading: isDisabled, onWish }: PicksProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { columns, header } = reading
  const { target, priority, kept, ignored } = columnsIn(reading)
  const nameOf = (column: Column) =>
    column.name === '' ? t('understood.column', { number: format.number(column.index + 1) }) : column.name
  const near = ignored.find((column) => column.near !== null)?.near
  const names = (some: readonly Column[]) => some.map(nameOf).join(', ')
  const choices = columns.map((column) => ({ value: String(column.index), label: nameOf(column) }))
  const note = (role: 'target' | 'priority') =>
    t(
      wish.columns?.[role] !== undefined
        ? 'understood.by.said'
        : header
          ? 'understood.byName'
          : 'understood.by.content',
    )
  if (columns.length === 0) return null
  return (
    <>
      {header !== null && (
        <Pick
          label={t('understood.header')}
          note={
            wish.header === undefined
              ? t('understood.columns', { count: format.number(columns.length) as never })
              : t('understood.by.said')
          }
          value={header ? 'yes' : 'no'}
          data={[
            { value: 'yes', label: t('understood.headerLine', { line: format.number(reading.header_line ?? 1) }) },
            { value: 'no', label: t('understood.none') },
          ]}
          isDisabled={isDisabled}
          onChange={(value) => onWish({ header: value === 'yes', columns: {} })}
        />
      )}
      <Pick
        label={t('understood.target')}
        note={note('target')}
        value={String(target?.index ?? NO_COLUMN)}
        data={choices}
        isDisabled={isDisabled}
        onChange={(value) => onWish({ columns: { ...wish.columns, target: Number(value) } })}
      />
      {(columns.length > 1 || priority) && (
        <Pick
          label={t('understood.priority')}
          note={priority ? note('priority') : ''}
          value={String(priority?.index ?? NO_COLUMN)}
          data={[{ value: String(NO_COLUMN), label: t('understood.none') }, ...choices]}
          isDisabled={isDisabled}
          onChange={(value) => {
            const index = Number(value)
            onWish({ columns: { ...wish.columns, priority: index === NO_COLUMN ? null : index } })
          }}
        />
      )}
      {kept.length > 0 && <Fact label={t('understood.kept')} value={names(kept)} note={t('understood.keptHint')} />}
      {ignored.length > 0 && (
        <Fact
          label={t('understood.ignored')}
          value={names(ignored)}
          note={near ? <Doubt text={t('understood.near', { name: t(`understood.${near}`) })} /> : ''}
        />
      )}
    </>
  )
}

function Doubt({ text }: { text: string }) {
  return (
    <span className="bd-status bd-suspect bd-breaks">
      <IconAlertTriangleFilled className="bd-fixed" size={12} aria-hidden />
      {text}
    </span>
  )
}

interface PickProps<V extends string> {
  readonly label: string
  readonly note: ReactNode
  readonly value: V
  readonly data: readonly { readonly value: V; readonly label: string }[]
  readonly isDisabled: boolean
  readonly onChange: (value: V) => void
}

/** One thing that was understood, and what else it might be. */
export function Pick<V extends string>({ label, note, value, data, isDisabled, onChange }: PickProps<V>) {
  return (
    <>
      <span className="bd-dim">{label}</span>
      <Select
        size="xs"
        variant="unstyled"
        classNames={{ input: 'bd-pick' }}
        aria-label={label}
        data={[...data]}
        value={value}
        allowDeselect={false}
        disabled={isDisabled}
        onChange={(next) => {
          const chosen = data.find((one) => one.value === next)
          if (chosen && chosen.value !== value) onChange(chosen.value)
        }}
      />
      <span className="bd-dim">{note}</span>
    </>
  )
}

/** One thing that was understood and is as it is. */
export function Fact({ label, value, note }: { label: string; value: string; note?: ReactNode }) {
  return (
    <>
      <span className="bd-dim">{label}</span>
      <span className="bd-pick-fact" title={value}>
        {value}
      </span>
      <span className="bd-dim">{note}</span>
    </>
  )
}
