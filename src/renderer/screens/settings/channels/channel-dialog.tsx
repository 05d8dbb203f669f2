import { Button, Group, TextInput } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { type FocusEvent, type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelKind, ChannelResource } from '../../../../contract/resources/channel.ts'
import { useBackend } from '../../../backend/context.ts'
import { useAction } from '../../../backend/use-command.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { ownTimeZone } from '../../../components/time-zone-select.tsx'
import { showToast } from '../../../components/toast.tsx'
import { usePreferences } from '../../../stores/preferences.ts'
import { type ChannelDraft, draftOf, newDraft } from './channel-draft.ts'
import { ChannelFields } from './channel-fields.tsx'
import { requestOf } from './channel-request.ts'
import { PassesFields } from './passes-fields.tsx'
import { TestOutcomeLine } from './test-outcome.tsx'
import { QuietFields, SummaryFields } from './time-fields.tsx'
import { useChannelTest } from './use-channel-test.ts'
import { useFieldFaults } from './use-field-faults.ts'

interface ChannelDialogProps {
  /** The one there is; null where a new one is made. */
  readonly channel: ChannelResource | null
  readonly kind: ChannelKind
  /** Those that are taken. */
  readonly names: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** `[CN-2]` `[CN-3]` Where a channel leads and what it passes on; it is tried before it is kept. */
export function ChannelDialog({ channel, kind, names, onClose, onSaved }: ChannelDialogProps) {
  const { t } = useTranslation()
  const backend = useBackend()
  const language = usePreferences((preferences) => preferences.language)
  const [start] = useState(() =>
    channel ? draftOf(channel, ownTimeZone()) : newDraft({ kind, language, time_zone: ownTimeZone() }),
  )
  const [draft, setDraft] = useState<ChannelDraft>(start)
  const [isAsking, setAsking] = useState(false)
  const [isSaving, run] = useAction()
  const [refused, setRefused] = useState<{ readonly draft: ChannelDraft; readonly error: unknown } | null>(null)
  const tester = useChannelTest()
  const request = requestOf(draft, channel)
  const tested = tester.outcomeOf(request)
  // What was said of something else holds no more.
  const outcome = refused?.draft === draft ? { refused: refused.error } : tested
  const complained = outcome && 'refused' in outcome ? outcome.refused : null
  const faults = useFieldFaults({ draft, channel, names, complained })
  const change = (part: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...part }))
  const edit = { draft, channel, onChange: change, wrong: faults.wrong }

  function close(): void {
    if (JSON.stringify(draft) === JSON.stringify(start)) onClose()
    else setAsking(true)
  }

  function save(event: SubmitEvent): void {
    event.preventDefault()
    if (!faults.isGood || isSaving) return
    setRefused(null)
    void run(async () => {
      try {
        const { name } = await backend.call('channels.put', { channel: request })
        onSaved()
        onClose()
        showToast((say) => say('channels.saved', { name }))
      } catch (error) {
        setRefused({ draft, error })
      }
    })
  }

  return (
    <Dialog
      onClose={close}
      title={
        channel
          ? t('channels.editTitle', { name: channel.name })
          : t('channels.newTitle', { kind: t(`channels.kindName.${kind}`) })
      }
      size={860}
    >
      <form className="bd-stack-14" onSubmit={save} onBlur={(event: FocusEvent) => faults.leave(event.target)}>
        <div className="bd-channel-form">
          <section className="bd-stack-12 bd-top" aria-label={t('channels.where')}>
            <TextInput
              data-autofocus={channel === null ? true : undefined}
              name="name"
              label={t('channels.field.name')}
              description={t('channels.nameHint')}
              error={faults.wrong('name')}
              readOnly={channel !== null}
              value={draft.name}
              autoComplete="off"
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <ChannelFields {...edit} />
          </section>
          <section className="bd-stack-12 bd-top" aria-label={t('channels.passes')}>
            <PassesFields {...edit} />
            <QuietFields {...edit} />
            <SummaryFields {...edit} />
          </section>
        </div>
        <div className="bd-channel-foot">
          <TestOutcomeLine isTesting={tester.isTesting} outcome={outcome} />
          {isAsking ? (
            <Group key="asking" gap="sm" justify="flex-end" role="alert">
              <span className="bd-grow">{t('channels.unsaved')}</span>
              <Button variant="outline" color="var(--bd-error)" onClick={onClose}>
                {t('channels.discardDraft')}
              </Button>
              <Button autoFocus onClick={() => setAsking(false)}>
                {t('settings.back')}
              </Button>
            </Group>
          ) : (
            <Group key="acting" gap="sm" justify="flex-end">
              <span className="bd-dim bd-grow bd-small">{faults.summary}</span>
              <Button
                variant="default"
                leftSection={<IconSend size={14} />}
                disabled={!faults.isGood || isSaving}
                loading={tester.isTesting}
                onClick={() => {
                  setRefused(null)
                  tester.test(request)
                }}
              >
                {t('channels.test')}
              </Button>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" disabled={!faults.isGood} loading={isSaving}>
                {t('channels.save')}
              </Button>
            </Group>
          )}
        </div>
      </form>
    </Dialog>
  )
}
