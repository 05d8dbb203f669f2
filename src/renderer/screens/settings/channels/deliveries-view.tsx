import { Alert, Button, Group, SegmentedControl, Select } from '@mantine/core'
import { IconArrowLeft, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ChannelResource, deliveryStates } from '../../../../contract/resources/channel.ts'
import { useBackend } from '../../../backend/context.ts'
import { useCall } from '../../../backend/use-call.ts'
import { useAction } from '../../../backend/use-command.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { LoadingState } from '../../../components/loading-state.tsx'
import { showToast } from '../../../components/toast.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { useFleet } from '../../../stores/fleet.ts'
import { pushParams, setParams, useParam } from '../../../stores/route.ts'
import { DeliveryTable } from './delivery-table.tsx'
import { useRefresh } from './use-channels.ts'

/** How many messages a page has. */
const PAGE_LENGTH = 100

interface DeliveriesViewProps {
  readonly channels: readonly ChannelResource[]
  readonly onChange: () => void
}

/** `[CN-5]` What was sent, waits, or was given up: of one channel or of all; all that it shows is in the address (UI-8). */
export function DeliveriesView({ channels, onChange }: DeliveriesViewProps) {
  const { t } = useTranslation()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const channel = useParam('channel')
  const wanted = useParam('deliveries')
  const state = deliveryStates.find((one) => one === wanted) ?? null
  const before = Number(useParam('before')) || null
  const { answer, problem, again } = useCall(
    'deliveries.list',
    {
      ...(channel !== '' && { channel }),
      ...(state !== null && { state }),
      ...(before !== null && { before }),
      limit: PAGE_LENGTH,
    },
    { isEnabled: isLive, keeps: () => true, everyMs: useRefresh() },
  )
  const changed = () => {
    again()
    onChange()
  }
  const next = answer?.next ?? null
  const shown = channels.filter(({ name }) => channel === '' || name === channel)
  // What is open of one list is not there in another one.
  const choose = (change: { channel?: string; deliveries?: string }) => setParams({ ...change, before: '', open: '' })
  return (
    <>
      <div className="bd-screen-head">
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={14} />}
          onClick={() => pushParams({ deliveries: '', before: '', open: '' })}
        >
          {t('settings.channels')}
        </Button>
        <Select
          size="xs"
          w={190}
          aria-label={t('channels.channel')}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('common.nothingMatches')}
          value={channel}
          onChange={(value) => choose({ channel: value ?? '' })}
          data={[
            { value: '', label: t('channels.allChannels') },
            ...[...new Set([...channels.map(({ name }) => name), ...(channel === '' ? [] : [channel])])].map(
              (name) => ({
                value: name,
                label: name,
              }),
            ),
          ]}
        />
        <SegmentedControl
          aria-label={t('channels.stateLabel')}
          value={state ?? 'all'}
          onChange={(value) => choose({ deliveries: value })}
          data={(['all', ...deliveryStates] as const).map((value) => ({
            value,
            label: t(`channels.deliveryState.${value}`),
          }))}
        />
        <span className="bd-spacer" />
        <GivenUpActions channels={shown.filter(({ failed }) => failed > 0)} onChange={changed} />
      </div>
      {problem !== null ? (
        <Alert color="red">{t('channels.problem', { problem })}</Alert>
      ) : answer === null ? (
        <LoadingState />
      ) : (
        <DeliveryTable
          deliveries={answer.deliveries}
          list={`${channel} ${wanted} ${before ?? ''}`}
          hasChannel={channel === ''}
          onChange={changed}
          empty={
            <EmptyState
              title={t(state === null ? 'channels.noDeliveries' : 'channels.noneOfState')}
              hint={t('channels.noDeliveriesHint')}
            />
          }
          pages={
            <>
              {before !== null && (
                <Button variant="default" onClick={() => setParams({ before: '', open: '' })}>
                  {t('channels.newest')}
                </Button>
              )}
              {next !== null && (
                <Button variant="default" onClick={() => pushParams({ before: String(next), open: '' })}>
                  {t('channels.older')}
                </Button>
              )}
            </>
          }
        />
      )}
    </>
  )
}

/** What can be done with all that was given up, of the channels shown. */
function GivenUpActions({ channels, onChange }: DeliveriesViewProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const [isAsking, setAsking] = useState(false)
  const [isRunning, run] = useAction()
  const count = channels.reduce((sum, { failed }) => sum + failed, 0)
  if (count === 0) return null

  /** To those of each channel. @param act answers to how many it was done */
  const toAll = (act: (channel: string) => Promise<number>, words: 'channels.retried' | 'channels.discarded') =>
    void run(async () => {
      let sum = 0
      for (const { name } of channels) sum += await act(name)
      setAsking(false)
      onChange()
      showToast((say, { number }) => say(words, { messages: number(sum) }))
    })
  const retry = () =>
    toAll(async (channel) => (await backend.call('deliveries.retry', { channel })).retried, 'channels.retried')
  const discard = () =>
    toAll(async (channel) => (await backend.call('deliveries.discard', { channel })).discarded, 'channels.discarded')
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={14} />} loading={isRunning} onClick={retry}>
        {t('channels.retryAll', { messages: format.number(count) })}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={14} />} onClick={() => setAsking(true)}>
        {t('channels.discardAll')}
      </Button>
      {isAsking && (
        <Dialog onClose={() => setAsking(false)} title={t('channels.discardTitle')}>
          <div className="bd-stack-12">
            <span>{t('channels.discardAsk', { messages: format.number(count) })}</span>
            <Group gap="sm" justify="flex-end">
              <Button variant="default" onClick={() => setAsking(false)}>
                {t('common.cancel')}
              </Button>
              <Button data-autofocus variant="outline" color="var(--bd-error)" loading={isRunning} onClick={discard}>
                {t('channels.discardNow')}
              </Button>
            </Group>
          </div>
        </Dialog>
      )}
    </>
  )
}
