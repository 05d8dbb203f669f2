import { Alert, Button, Group, MultiSelect, SegmentedControl } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { severities } from '../../../contract/resources/alert.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { Choice } from '../../components/choice.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { PausedNote } from '../../components/paused-note.tsx'
import { monitorNow } from '../../components/relative-time.tsx'
import { ownTimeZone } from '../../components/time-zone-select.tsx'
import { showToast } from '../../components/toast.tsx'
import type { Words } from '../../i18n/said.tsx'
import type { WindowSuggestion } from '../../stores/dialog.ts'
import { goTo } from '../../stores/scope.ts'
import { AlertKindSelect } from '../alerts/alert-kind-select.tsx'
import { WhyField } from '../alerts/attend-dialogs.tsx'
import { nextTimes } from './next-times.ts'
import { draftOf, effects, formOf, type WindowForm } from './window-form.ts'
import { WindowWhen } from './window-when.tsx'
import { WindowWhom } from './window-whom.tsx'

/** `[MW-1]` `[UI-5]` A new silence or maintenance window: what it does, for whom, when, and why. */
export function WindowDialog({ about, onClose }: { about: WindowSuggestion; onClose: () => void }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const [form, setForm] = useState(() => formOf(about, ownTimeZone()))
  const change = (part: Partial<WindowForm>) => setForm((before) => ({ ...before, ...part }))
  const draft = draftOf(form, monitorNow(), (cron, zone) => nextTimes(cron, zone, monitorNow(), 1).length > 0)
  const isOfAll = form.whom === 'fleet' || form.whom === 'task'

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (draft === null || isRunning) return
    void run(async () => {
      const { window_id, active, holds } = await backend.call('windows.create', draft)
      onClose()
      const what: Words = (say) => say(`windows.banner.${holds ? 'maintenance' : 'silence'}`)
      showToast((say, formats) => say(active ? 'windows.begun' : 'windows.planned', { what: what(say, formats) }), {
        steps: [
          {
            label: (say) => say('windows.show'),
            run: () => goTo('settings', { part: 'windows', open: String(window_id) }),
          },
          { label: (say) => say('common.undo'), run: () => backend.call('windows.end', { window_id }) },
        ],
      })
    })
  }

  return (
    <Dialog onClose={onClose} title={t('windows.newTitle')} size="lg">
      <form className="bd-stack-14" onSubmit={submit}>
        <PausedNote />
        <Choice label={t('windows.effect')} hint={t(`windows.effectHint.${form.effect}`)}>
          {(labelled) => (
            <SegmentedControl
              {...labelled}
              data-autofocus
              value={form.effect}
              onChange={(effect) => change({ effect })}
              data={effects.map((value) => ({ value, label: t(`windows.effects.${value}`) }))}
            />
          )}
        </Choice>
        <WindowWhom form={form} onChange={change} />
        {form.effect !== 'mutes' && isOfAll && <Alert color="yellow">{t('windows.holdsAll')}</Alert>}
        {form.effect !== 'holds' && (
          <div className="bd-window-alerts">
            <AlertKindSelect
              label={t('windows.kinds')}
              hint={t(isOfAll ? 'windows.kindsHint' : 'windows.kindsHintOfSome')}
              placeholder={t('windows.allKinds')}
              value={form.kinds}
              onChange={(kinds) => change({ kinds })}
            />
            <MultiSelect
              size="xs"
              label={t('windows.severities')}
              description={t('windows.severitiesHint')}
              placeholder={form.severities.length === 0 ? t('windows.allSeverities') : ''}
              value={[...form.severities]}
              onChange={(value) => change({ severities: value })}
              data={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
            />
          </div>
        )}
        <WindowWhen form={form} onChange={change} />
        <WhyField value={form.why} onChange={(why) => change({ why })} />
        <Group className="bd-dialog-foot" justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={draft === null} loading={isRunning}>
            {t(form.when === 'now' ? 'windows.begin' : 'windows.plan')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
