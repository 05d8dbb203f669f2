import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../../console/csv.ts'
import type { ChannelResource } from '../../../../contract/resources/channel.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import type { Column } from '../../../components/table-row.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { pushParams, setParams, useParam } from '../../../stores/route.ts'
import { ChannelKindIcon } from './channel-kind-icon.tsx'
import { ChannelPanel } from './channel-panel.tsx'
import { ChannelState } from './channel-state.tsx'
import { usePassesOn } from './channel-words.ts'
import { DeliveriesLink } from './deliveries-link.tsx'

interface ChannelTableProps {
  readonly channels: readonly ChannelResource[]
  readonly onChange: () => void
  readonly onEdit: (channel: ChannelResource) => void
}

/** What goes first where there is no room for all. */
const leaving = ['waiting', 'delivered', 'kind', 'passes', 'where', 'failed']

/** The channels, and beside them what can be done with one. */
export function ChannelTable({ channels, onChange, onEdit }: ChannelTableProps) {
  const { t } = useTranslation()
  const open = useParam('channel')
  const opened = channels.find(({ name }) => name === open)
  const show = (name: string) => (open === '' ? pushParams({ channel: name }) : setParams({ channel: name }))
  return (
    <DataTable
      label={t('settings.channels')}
      rows={channels}
      columns={useColumns()}
      rowId={({ name }) => name}
      openId={opened ? open : ''}
      onOpen={({ name }) => show(name)}
      onClose={() => setParams({ channel: '' })}
      renderPanel={(list) =>
        opened ? <ChannelPanel channel={opened} onChange={onChange} onEdit={onEdit} list={list} /> : null
      }
      leaving={leaving}
      exportName="channels"
      empty={null}
    />
  )
}

function useColumns(): readonly Column<ChannelResource>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const passesOn = usePassesOn()
  return useMemo(
    (): readonly Column<ChannelResource>[] => [
      {
        id: 'name',
        header: t('channels.name'),
        width: 'minmax(110px, 1fr)',
        value: ({ name }) => name,
      },
      {
        id: 'kind',
        header: t('channels.kind'),
        width: '112px',
        value: ({ kind }) => t(`channels.kindName.${kind}`),
        cell: ({ kind }) => (
          <span className="bd-status">
            <ChannelKindIcon kind={kind} />
            {t(`channels.kindName.${kind}`)}
          </span>
        ),
      },
      {
        id: 'where',
        header: t('channels.where'),
        width: 'minmax(120px, 1.4fr)',
        value: ({ where }) => where,
        cell: ({ where }) => (
          <span className="bd-mono" title={where}>
            {where}
          </span>
        ),
      },
      {
        id: 'passes',
        header: t('channels.passes'),
        width: 'minmax(160px, 2fr)',
        value: passesOn,
        cell: (channel) => <span title={passesOn(channel)}>{passesOn(channel)}</span>,
      },
      {
        id: 'state',
        header: t('channels.stateLabel'),
        width: 'minmax(130px, 1.6fr)',
        value: ({ state }) => t(`channels.state.${state}`),
        cell: (channel) => <ChannelState channel={channel} />,
      },
      {
        id: 'delivered',
        header: t('channels.lastDelivered'),
        width: '112px',
        value: ({ last_delivered_at: at }) => csvTime(at),
        cell: ({ last_delivered_at: at }) =>
          at === null ? <span className="bd-dim">{t('channels.never')}</span> : <RelativeTime at={at} />,
      },
      {
        id: 'waiting',
        header: t('channels.waiting'),
        width: '76px',
        align: 'right',
        value: ({ waiting }) => waiting,
        cell: ({ name, waiting }) => (
          <DeliveriesLink channel={name} state="waiting" isDim={waiting === 0}>
            {format.number(waiting)}
          </DeliveriesLink>
        ),
      },
      {
        id: 'failed',
        header: t('channels.givenUp'),
        width: '84px',
        align: 'right',
        value: ({ failed }) => failed,
        cell: ({ name, failed }) => (
          <DeliveriesLink channel={name} state="failed" isDim={failed === 0}>
            {format.number(failed)}
          </DeliveriesLink>
        ),
      },
    ],
    [t, format, passesOn],
  )
}
