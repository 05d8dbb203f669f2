import { Alert, Button, Menu } from '@mantine/core'
import { IconChevronDown, IconMailForward, IconPlus } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ChannelKind, channelKinds, type ChannelResource } from '../../../../contract/resources/channel.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useCanAct, useManagesChannels } from '../../../stores/can-act.ts'
import { pushParams, setParams, useParam } from '../../../stores/route.ts'
import { ChannelDialog } from './channel-dialog.tsx'
import { ChannelKindIcon } from './channel-kind-icon.tsx'
import { ChannelTable } from './channel-table.tsx'
import { DeliveriesView } from './deliveries-view.tsx'
import { useChannels } from './use-channels.ts'

/** What is edited: the channel there is, or a new one of a kind. */
type Edited = { readonly channel: ChannelResource } | { readonly kind: ChannelKind }

/** `[CN-1]` Where alerts go while nobody looks at the console, and how that went. */
export function ChannelsPart() {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const { answer, problem, again } = useChannels()
  const view = useParam('deliveries')
  const [edited, setEdited] = useState<Edited | null>(null)
  useAskedFor(setEdited)

  if (!canAct) return <EmptyState title={t('channels.notForViewers')} hint={t('channels.notForViewersHint')} />
  if (problem !== null) return <Alert color="red">{t('channels.problem', { problem })}</Alert>
  if (answer === null) return <LoadingState />
  const { channels } = answer
  return (
    <>
      {view === '' ? (
        <ChannelList channels={channels} onChange={again} onEdit={setEdited} />
      ) : (
        <DeliveriesView channels={channels} onChange={again} />
      )}
      {edited && (
        <ChannelDialog
          channel={'channel' in edited ? edited.channel : null}
          kind={'channel' in edited ? edited.channel.kind : edited.kind}
          names={channels.map(({ name }) => name)}
          onClose={() => setEdited(null)}
          onSaved={again}
        />
      )}
    </>
  )
}

/** A new channel that an address asks for, `new` in it: an entry of the palette leads there. It is asked for once. */
function useAskedFor(edit: (edited: Edited) => void): void {
  const isAdmin = useManagesChannels()
  const asked = useParam('new')
  useEffect(() => {
    if (asked === '') return
    setParams({ new: '' })
    const kind = channelKinds.find((one) => one === asked)
    if (kind && isAdmin) edit({ kind })
  }, [asked, isAdmin, edit])
}

interface ChannelListProps {
  readonly channels: readonly ChannelResource[]
  readonly onChange: () => void
  readonly onEdit: (edited: Edited) => void
}

function ChannelList({ channels, onChange, onEdit }: ChannelListProps) {
  const { t } = useTranslation()
  const isAdmin = useManagesChannels()
  const make = (kind: ChannelKind) => onEdit({ kind })
  if (channels.length === 0) {
    return (
      <section className="bd-panel bd-channels-empty" aria-label={t('settings.channels')}>
        <EmptyState title={t('channels.empty')} hint={t('channels.emptyHint')}>
          {isAdmin ? (
            <div className="bd-channel-kinds">
              {channelKinds.map((kind) => (
                <Button
                  key={kind}
                  variant="default"
                  leftSection={<ChannelKindIcon kind={kind} size={16} />}
                  onClick={() => make(kind)}
                >
                  {t(`channels.kindName.${kind}`)}
                </Button>
              ))}
            </div>
          ) : (
            <span>{t('channels.forAdmins')}</span>
          )}
        </EmptyState>
      </section>
    )
  }
  return (
    <>
      <div className="bd-screen-head">
        <span className="bd-label">{t('settings.channels')}</span>
        <span className="bd-spacer" />
        <Button
          variant="default"
          leftSection={<IconMailForward size={14} />}
          onClick={() => pushParams({ channel: '', deliveries: 'all' })}
        >
          {t('channels.deliveries')}
        </Button>
        {isAdmin && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button leftSection={<IconPlus size={14} />} rightSection={<IconChevronDown size={14} />}>
                {t('channels.new')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {channelKinds.map((kind) => (
                <Menu.Item key={kind} leftSection={<ChannelKindIcon kind={kind} />} onClick={() => make(kind)}>
                  {t(`channels.kindName.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <ChannelTable channels={channels} onChange={onChange} onEdit={(channel) => onEdit({ channel })} />
    </>
  )
}
