import { Button, Group, NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sourceKinds, type SourceResource } from '../../../contract/resources/source.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Choice, choiceClasses } from '../../components/choice.tsx'
import { showToast } from '../../components/toast.tsx'
import { definitionOf, type DraftFault, draftOf, faultsOf, type SourceDraft } from './source-draft.ts'
import { SourceFields } from './source-fields.tsx'
import { useIsOwn } from './use-is-own.ts'

interface SourceDialogProps {
  readonly task: TaskResource
  /** The one there is; null where a new one is set. */
  readonly source: SourceResource | null
  readonly onClose: () => void
}

/** `[SO-1]` Where a task's targets come from by themselves: a URL, and on the monitor's own desktop whatever is there. */
export function SourceDialog({ task, source, onClose }: SourceDialogProps) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [draft, setDraft] = useState(() => draftOf(source))
  const [isRunning, run] = useAction()
  const isOwn = useIsOwn()
  const faults = faultsOf(draft, source)
  const faultNames: Readonly<Record<DraftFault, string>> = {
    url: t('source.url'),
    headers: t('source.headerValue'),
    file: t('source.file'),
    database: t('source.database'),
    query: t('source.query'),
    command: t('source.command'),
    minutes: t('source.minutes'),
    cron: t('source.cronLabel'),
  }
  const change = (part: Partial<SourceDraft>) => setDraft((before) => ({ ...before, ...part }))

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (faults.length > 0 || isRunning) return
    const { task_id } = task
    void run(async () => {
      await backend.call('sources.put', { task_id, source: definitionOf(draft, source) })
      onClose()
      showToast((say) => say('source.saved'), {
        steps: [{ label: (say) => say('source.runNow'), run: () => backend.call('sources.run', { task_id }) }],
      })
    })
  }

  return (
    <Dialog onClose={onClose} title={t('source.dialogTitle', { task: task.name })} size="lg">
      <form className="bd-stack-12" onSubmit={submit}>
        {isOwn && (
          <Choice label={t('source.kind')} hint={t(`source.kindHint.${draft.kind}`)}>
            {(labelled) => (
              <SegmentedControl
                {...labelled}
                value={draft.kind}
                onChange={(kind) => change({ kind })}
                data={sourceKinds.map((value) => ({ value, label: t(`source.kinds.${value}`) }))}
              />
            )}
          </Choice>
        )}
        <SourceFields draft={draft} source={source} isOwn={isOwn} onChange={change} />
        <Choice
          label={t('source.when')}
          hint={t(`source.whenHint.${draft.when}`, { zone: source?.time_zone ?? 'UTC' })}
        >
          {(labelled) => (
            <Group gap="sm" align="center">
              <SegmentedControl
                {...labelled}
                value={draft.when}
                onChange={(when) => change({ when })}
                data={[
                  { value: 'interval', label: t('source.interval') },
                  { value: 'cron', label: t('source.cronLabel') },
                ]}
              />
              {draft.when === 'interval' ? (
                <NumberInput
                  size="xs"
                  w={120}
                  aria-label={t('source.minutes')}
                  suffix={` ${t('source.minuteUnit')}`}
                  min={0}
                  value={Number.isNaN(draft.minutes) ? '' : draft.minutes}
                  onChange={(minutes) => change({ minutes: minutes === '' ? Number.NaN : Number(minutes) })}
                />
              ) : (
                <TextInput
                  w={200}
                  aria-label={t('source.cronLabel')}
                  placeholder="*/5 * * * *"
                  value={draft.cron}
                  onChange={(event) => change({ cron: event.currentTarget.value })}
                />
              )}
            </Group>
          )}
        </Choice>
        <Select
          size="xs"
          label={t('source.applyLabel')}
          description={t(`source.applyHint.${draft.apply}`)}
          allowDeselect={false}
          value={draft.apply}
          data={(['automatically', 'after_review'] as const).map((value) => ({
            value,
            label: t(`source.apply.${value}`),
          }))}
          onChange={(apply) => apply && change({ apply })}
        />
        <Select
          size="xs"
          label={t('source.suspiciousLabel')}
          description={t(`source.suspiciousHint.${draft.onSuspicious}`)}
          allowDeselect={false}
          value={draft.onSuspicious}
          data={(['take', 'skip', 'refuse'] as const).map((value) => ({
            value,
            label: t(`source.suspicious.${value}`),
          }))}
          onChange={(chosen) => chosen && change({ onSuspicious: chosen })}
        />
        <Switch
          size="xs"
          classNames={choiceClasses}
          label={t('source.skip')}
          description={t('source.skipHint')}
          checked={draft.onInvalid === 'skip'}
          onChange={(event) => change({ onInvalid: event.currentTarget.checked ? 'skip' : 'refuse' })}
        />
        <Group className="bd-dialog-foot" gap="sm" justify="flex-end">
          <span className="bd-dim bd-grow bd-small">
            {faults.length > 0 && t('source.missing', { what: faults.map((fault) => faultNames[fault]).join(', ') })}
          </span>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={faults.length > 0} loading={isRunning}>
            {t('source.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
