import { Button, Group, SegmentedControl, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import {
  type NotePiece,
  type Release,
  updateChannels,
  type UpdateStage,
  type UpdateState,
} from '../../../contract/desktop-update.ts'
import { useAction } from '../../backend/use-command.ts'
import { Choice, choiceClasses } from '../../components/choice.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { useFormat } from '../../i18n/format.ts'
import { callDesktop } from '../../stores/desktop.ts'

/** `[DT-10]` Updates of the app: what was found, how far it is, and where it looks. */
export function DesktopUpdate({ update }: { update: UpdateState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [, run] = useAction()
  const now = useNow()
  const { version, channel, automatic, stage, put_back: putBack } = update
  const isOff = stage.is === 'off'
  return (
    <Choice label={t('update.title')} hint={t('update.running', { version })}>
      {(labelled) => (
        <div className="bd-stack-10 bd-update" role="group" {...labelled}>
          {putBack !== null && putBack.to === version && (
            <span>{t('update.putBack', { ...putBack, time: format.moment(putBack.at, now) })}</span>
          )}
          <Standing update={update} />
          {!isOff && (
            <>
              <Switch
                size="xs"
                classNames={choiceClasses}
                label={t('update.automatic')}
                description={t('update.automaticHint')}
                checked={automatic}
                onChange={(event) => {
                  const change = { automatic: event.currentTarget.checked }
                  void run(() => callDesktop('update.change', change))
                }}
              />
              <Choice label={t('update.channel')} hint={t('update.channelHint')}>
                {(named) => (
                  <SegmentedControl
                    {...named}
                    value={channel}
                    onChange={(next) => void run(() => callDesktop('update.change', { channel: next }))}
                    data={updateChannels.map((value) => ({ value, label: t(`update.channels.${value}`) }))}
                  />
                )}
              </Choice>
            </>
          )}
        </div>
      )}
    </Choice>
  )
}

/** How far it is, and what can be done about it. */
function Standing({ update }: { update: UpdateState }) {
  const { stage } = update
  const release = 'release' in stage ? stage.release : null
  return (
    <>
      <div role="status">
        <Sentence update={update} />
      </div>
      {stage.is === 'downloading' && <Progress stage={stage} />}
      {stage.is === 'available' && stage.release.by.kind === 'hand' && <ByHand by={stage.release.by} />}
      <Actions stage={stage} />
      {release && <Notes release={release} />}
    </>
  )
}

function Sentence({ update: { stage, checked_at: checkedAt, on_quit: onQuit } }: { update: UpdateState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const when = checkedAt === null ? '' : format.moment(checkedAt, now)
  switch (stage.is) {
    case 'off':
      return t(`update.off.${stage.why}`)
    case 'idle':
      return checkedAt === null ? t('update.unchecked') : t('update.lastChecked', { when })
    case 'checking':
      return t('update.checking')
    case 'up_to_date':
      return t('update.upToDate', { when })
    case 'available':
      return t('update.available', { version: stage.release.version })
    case 'downloading':
      return t('update.downloading', { version: stage.release.version })
    case 'ready':
      return t(onQuit ? 'update.readyOnQuit' : 'update.ready', { version: stage.release.version })
    case 'postponed': {
      const { kind, task, epoch } = stage.work
      const work =
        kind === 'rollout'
          ? t('update.rollout', { task, epoch })
          : task === ''
            ? t('update.importNew')
            : t('update.import', { task })
      return (
        <>
          <div>{t('update.ready', { version: stage.release.version })}</div>
          <div>{work}</div>
        </>
      )
    }
    case 'installing':
      return t('update.installing', { version: stage.release.version })
    case 'failed':
      return (
        <>
          {t(`update.fault.${stage.fault}`)}
          {stage.detail !== '' && <span className="bd-dim bd-mono"> {stage.detail}</span>}
        </>
      )
  }
}

function Progress({ stage: { received, total } }: { stage: UpdateStage & { readonly is: 'downloading' } }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (total === null) return null
  const label = t('imports.bytes', { bytes: format.bytes(received), total: format.bytes(total) })
  return (
    <div className="bd-stack-4">
      <ProgressBar label={label} parts={[{ share: Math.min(1, received / total), color: 'var(--bd-accent)' }]} />
      <span className="bd-dim bd-small">{label}</span>
    </div>
  )
}

/** This copy was installed by other means, which have to bring the new one, too. */
function ByHand({ by }: { by: Release['by'] & { readonly kind: 'hand' } }) {
  const { t } = useTranslation()
  return (
    <div className="bd-stack-6">
      <span>{t(by.command === null ? 'update.byHand' : 'update.byPackage')}</span>
      <a className="bd-anchor bd-wrap" href={by.url} target="_blank" rel="noreferrer">
        {by.url}
      </a>
      {by.command !== null && (
        <div className="bd-code-line">
          <code className="bd-code">{by.command}</code>
          <CopyButton text={by.command} />
        </div>
      )}
    </div>
  )
}

function Notes({ release: { notes, version, released_at: at } }: { release: Release }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  if (notes.length === 0) return null
  return (
    <details className="bd-update-notes">
      <summary>{t('update.notes', { version, when: format.minute(at, now) })}</summary>
      <div className="bd-stack-6">
        {notes.map((piece, i) => (
          // They never change their order.
          <Note key={i} piece={piece} />
        ))}
      </div>
    </details>
  )
}

/** What stands in the notes is text, whatever it looks like. */
function Note({ piece: { kind, text } }: { piece: NotePiece }) {
  if (kind === 'heading') return <strong>{text}</strong>
  if (kind === 'code') return <pre className="bd-code">{text}</pre>
  if (kind === 'item') return <span className="bd-update-item">{text}</span>
  return <p>{text}</p>
}

function Actions({ stage }: { stage: UpdateStage }) {
  const { t } = useTranslation()
  const [isRunning, run] = useAction()
  const act = (method: 'update.check' | 'update.download' | 'update.install' | 'update.later') => () =>
    void run(() => callDesktop(method, {}))
  const isReady = stage.is === 'ready' || stage.is === 'postponed'
  if (stage.is === 'off' || stage.is === 'downloading' || stage.is === 'installing') return null
  return (
    <Group gap="sm">
      {isReady && (
        <>
          <Button disabled={stage.is === 'postponed'} loading={isRunning} onClick={act('update.install')}>
            {t('update.restart')}
          </Button>
          {!stage.later && (
            <Button variant="default" onClick={act('update.later')}>
              {t('update.later')}
            </Button>
          )}
        </>
      )}
      {stage.is === 'available' && stage.release.by.kind === 'app' && (
        <Button onClick={act('update.download')}>{t('update.download')}</Button>
      )}
      {!isReady && (
        <Button variant="default" loading={stage.is === 'checking'} onClick={act('update.check')}>
          {t(stage.is === 'failed' ? 'update.again' : 'update.check')}
        </Button>
      )}
    </Group>
  )
}
