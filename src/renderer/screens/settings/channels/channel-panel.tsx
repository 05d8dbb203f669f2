import { Alert, Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconSend } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelResource } from '../../../../contract/resources/channel.ts'
import { useCommand } from '../../../backend/use-command.ts'
import type { OpenRow } from '../../../components/data-table.tsx'
import { Facts } from '../../../components/facts.tsx'
import { PanelHead } from '../../../components/panel-head.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { SidePanel } from '../../../components/side-panel.tsx'
import { showToast } from '../../../components/toast.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { languages } from '../../../stores/preferences.ts'
import { useManagesChannels } from '../../../stores/can-act.ts'
import { setParams } from '../../../stores/route.ts'
import { draftOf } from './channel-draft.ts'
import { ChannelKindIcon } from './channel-kind-icon.tsx'
import { requestOf } from './channel-request.ts'
import { ChannelState } from './channel-state.tsx'
import { usePassesOn } from './channel-words.ts'
import { DeleteChannel } from './delete-channel.tsx'
import { DeliveriesLink } from './deliveries-link.tsx'
import { TestOutcomeLine } from './test-outcome.tsx'
import { useChannelTest } from './use-channel-test.ts'

interface ChannelPanelProps {
  readonly channel: ChannelResource
  readonly onChange: () => void
  readonly onEdit: (channel: ChannelResource) => void
  readonly list: OpenRow
}

/** One channel: how it does, what it passes on, and what can be done with it. */
export function ChannelPanel({ channel, onChange, onEdit, list }: ChannelPanelProps) {
  const { t } = useTranslation()
  const isAdmin = useManagesChannels()
  const [isDeleting, setDeleting] = useState(false)
  const [isPausing, pause] = useCommand('channels.pause')
  const tester = useChannelTest()
  const { name, kind, paused, origin } = channel
  const isOfSettings = origin === 'settings'
  const asIs = requestOf(draftOf(channel), channel)

  return (
    <SidePanel
      label={name}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('channels.channel')} {...list} />}
      footer={
        <>
          {isAdmin && (
            <Button
              variant="default"
              leftSection={<IconSend size={14} />}
              loading={tester.isTesting}
              onClick={() => tester.test(asIs)}
            >
              {t('channels.test')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
            loading={isPausing}
            onClick={() =>
              pause({ name, paused: !paused }, () => {
                onChange()
                showToast((say) => say(paused ? 'channels.resumed' : 'channels.pausedNow', { name }))
              })
            }
          >
            {t(paused ? 'channels.resume' : 'channels.pause')}
          </Button>
          {isAdmin && !isOfSettings && (
            <>
              <Button variant="default" onClick={() => onEdit(channel)}>
                {t('channels.edit')}
              </Button>
              <Button variant="outline" color="var(--bd-error)" onClick={() => setDeleting(true)}>
                {t('channels.delete')}
              </Button>
            </>
          )}
        </>
      }
    >
      <div className="bd-stack-4">
        <h2 className="bd-status bd-breaks">
          <ChannelKindIcon kind={kind} size={16} />
          <span className="bd-wrap">{name}</span>
        </h2>
        <ChannelState channel={channel} isWhole />
      </div>
      <TestOutcomeLine isTesting={tester.isTesting} outcome={tester.outcomeOf(asIs)} />
      {isOfSettings && <Alert color="gray">{t('channels.inSettings')}</Alert>}
      <ChannelFacts channel={channel} />
      {isDeleting && (
        <DeleteChannel
          channel={channel}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            setParams({ channel: '' })
            onChange()
          }}
        />
      )}
    </SidePanel>
  )
}

function ChannelFacts({ channel }: { channel: ChannelResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const passesOn = usePassesOn()
  const { name, kind, where, language, per_hour: perHour, secrets, origin } = channel
  const { delivered, last_delivered_at: last, waiting, failed, next_summary_at: summaryAt } = channel
  const messages = (state: 'all' | 'waiting' | 'failed', count: number): ReactNode => (
    <DeliveriesLink channel={name} state={state} isDim={count === 0}>
      {format.number(count)}
    </DeliveriesLink>
  )
  return (
    <Facts
      facts={[
        [t('channels.kind'), t(`channels.kindName.${kind}`)],
        [
          t('channels.where'),
          <span key="where" className="bd-mono">
            {where}
          </span>,
        ],
        [t('channels.passes'), passesOn(channel)],
        [t('channels.language'), languages[language]],
        [t('channels.perHour'), t('channels.perHourMost', { count: perHour })],
        ...(summaryAt === null ? [] : [[t('channels.nextSummary'), format.exact(summaryAt)] as const]),
        ...(secrets.length === 0
          ? []
          : [
              [
                t('channels.secrets'),
                t('channels.secretsKept', {
                  names: secrets.map((one) => t(`channels.field.${one as 'url'}`)).join(', '),
                }),
              ] as const,
            ]),
        [t('channels.origin'), t(`channels.originName.${origin}`)],
        [t('channels.delivered'), messages('all', delivered)],
        [t('channels.lastDelivered'), last === null ? t('channels.never') : <RelativeTime key="last" at={last} />],
        [t('channels.waiting'), messages('waiting', waiting)],
        [t('channels.givenUp'), messages('failed', failed)],
      ]}
    />
  )
}
