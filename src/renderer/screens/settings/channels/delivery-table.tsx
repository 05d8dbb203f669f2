import { Button } from '@mantine/core'
import { IconRefresh, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../../console/csv.ts'
import type { DeliveryResource } from '../../../../contract/resources/channel.ts'
import { useCommand } from '../../../backend/use-command.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { DataTable, type OpenRow } from '../../../components/data-table.tsx'
import { Facts } from '../../../components/facts.tsx'
import { PanelHead } from '../../../components/panel-head.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { SidePanel } from '../../../components/side-panel.tsx'
import type { Column } from '../../../components/table-row.tsx'
import { showToast } from '../../../components/toast.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { openRow, setParams, useParam } from '../../../stores/route.ts'
import { useProblemWords } from './channel-words.ts'
import { DeliveryState, NextAttempt } from './delivery-state.tsx'

interface DeliveryTableProps {
  readonly deliveries: readonly DeliveryResource[]
  /** What list this is, as its filters say. */
  readonly list: string
  /** Whether they are of several channels. */
  readonly hasChannel: boolean
  readonly onChange: () => void
  readonly empty: ReactNode
  readonly pages: ReactNode
}

/** What goes first where there is no room for all. */
const leaving = ['attempts', 'kind', 'problem', 'channel', 'next']

/** Messages to channels, the newest first, and beside them what can be done with one. */
export function DeliveryTable({ deliveries, list, hasChannel, onChange, empty, pages }: DeliveryTableProps) {
  const { t } = useTranslation()
  const open = useParam('open')
  const opened = deliveries.find(({ delivery_id }) => String(delivery_id) === open)
  return (
    <DataTable
      label={t('channels.deliveries')}
      rows={deliveries}
      columns={useColumns(hasChannel)}
      rowId={({ delivery_id }) => String(delivery_id)}
      openId={opened ? open : ''}
      onOpen={({ delivery_id }) => openRow(String(delivery_id))}
      onClose={() => setParams({ open: '' })}
      renderPanel={(row) => (opened ? <DeliveryPanel delivery={opened} onChange={onChange} list={row} /> : null)}
      leaving={leaving}
      list={list}
      exportName="deliveries"
      empty={empty}
      footer={pages}
      isFooterKept
    />
  )
}

function useColumns(hasChannel: boolean): readonly Column<DeliveryResource>[] {
  const { t } = useTranslation()
  const problemWords = useProblemWords()
  return useMemo(() => {
    const channel: Column<DeliveryResource> = {
      id: 'channel',
      header: t('channels.channel'),
      width: 'minmax(100px, 0.8fr)',
      value: (delivery) => delivery.channel,
    }
    return [
      {
        id: 'made',
        header: t('channels.madeAt'),
        width: '96px',
        value: ({ made_at: at }) => csvTime(at),
        cell: ({ made_at: at }) => <RelativeTime at={at} />,
      },
      {
        id: 'state',
        header: t('channels.stateLabel'),
        width: '112px',
        value: ({ state }) => t(`channels.deliveryState.${state}`),
        cell: ({ state }) => <DeliveryState state={state} />,
      },
      ...(hasChannel ? [channel] : []),
      {
        id: 'kind',
        header: t('channels.messageKind'),
        width: '96px',
        value: ({ kind }) => t(`channels.message.${kind}`),
      },
      {
        id: 'title',
        header: t('channels.messageTitle'),
        width: 'minmax(160px, 2fr)',
        value: ({ title }) => title,
        cell: ({ title }) => <span title={title}>{title}</span>,
      },
      {
        id: 'attempts',
        header: t('channels.attempts'),
        width: '84px',
        align: 'right',
        value: ({ attempts }) => attempts,
      },
      {
        id: 'next',
        header: t('channels.nextAttempt'),
        width: '112px',
        value: ({ next_at: at }) => csvTime(at),
        cell: ({ next_at: at }) => <NextAttempt at={at} />,
      },
      {
        id: 'problem',
        header: t('channels.whatWentWrong'),
        width: 'minmax(140px, 1.6fr)',
        value: (delivery) => problemWords(delivery),
        cell: (delivery) => <span title={problemWords(delivery) ?? undefined}>{problemWords(delivery)}</span>,
      },
    ] satisfies readonly Column<DeliveryResource>[]
  }, [t, hasChannel, problemWords])
}

interface DeliveryPanelProps {
  readonly delivery: DeliveryResource
  readonly onChange: () => void
  readonly list: OpenRow
}

function DeliveryPanel({ delivery, onChange, list }: DeliveryPanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const problem = useProblemWords()(delivery)
  const [isRetrying, retry] = useCommand('deliveries.retry')
  const [isDiscarding, discard] = useCommand('deliveries.discard')
  const {
    delivery_id,
    title,
    state,
    kind,
    channel,
    attempts,
    made_at: madeAt,
    next_at: nextAt,
    ended_at: endedAt,
  } = delivery
  return (
    <SidePanel
      label={title}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('channels.delivery')} {...list} />}
      footer={
        state === 'delivered' ? null : (
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={14} />}
              loading={isRetrying}
              onClick={() =>
                retry({ delivery_id }, () => {
                  onChange()
                  showToast((say) => say('channels.retriedOne'))
                })
              }
            >
              {t(state === 'failed' ? 'channels.retry' : 'channels.tryNow')}
            </Button>
            <Button
              variant="outline"
              color="var(--bd-error)"
              leftSection={<IconTrash size={14} />}
              loading={isDiscarding}
              onClick={() =>
                discard({ delivery_id }, () => {
                  onChange()
                  showToast((say) => say('channels.discardedOne'))
                })
              }
            >
              {t(state === 'failed' ? 'channels.discard' : 'channels.takeBack')}
            </Button>
          </>
        )
      }
    >
      <h2 className="bd-wrap">{title}</h2>
      <Facts
        facts={[
          [t('channels.stateLabel'), <DeliveryState key="state" state={state} />],
          ...(problem === null ? [] : [[t('channels.whatWentWrong'), problem] as const]),
          [t('channels.channel'), channel],
          [t('channels.messageKind'), t(`channels.message.${kind}`)],
          [t('channels.madeAt'), format.exact(madeAt)],
          [t('channels.attempts'), format.number(attempts)],
          ...(nextAt === null ? [] : [[t('channels.nextAttempt'), <NextAttempt key="next" at={nextAt} />] as const]),
          ...(endedAt === null ? [] : [[t('channels.endedAt'), format.exact(endedAt)] as const]),
          [
            t('channels.number'),
            <span key="id" className="bd-copyable">
              <span className="bd-mono">{delivery_id}</span>
              <CopyButton text={String(delivery_id)} />
            </span>,
          ],
        ]}
      />
    </SidePanel>
  )
}
