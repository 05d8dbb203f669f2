import { Button, Group, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_SNOOZE_MS } from '../../../contract/resources/alert.ts'
import { MAX_WHY_LENGTH } from '../../../contract/resources/window.ts'
import { Dialog } from '../../components/dialog.tsx'
import { monitorNow } from '../../components/relative-time.tsx'
import { localMinute } from './local-minute.ts'
import { nextMorning } from './snooze-times.ts'
import { useAttend } from './use-attend.ts'

interface AttendDialogProps {
  readonly alerts: readonly string[]
  readonly onClose: () => void
}

/** `[AL-6]` Why somebody looks after an alert, for whoever comes next. */
export function AcknowledgeDialog({ alerts, onClose }: AttendDialogProps) {
  const { t } = useTranslation()
  const attend = useAttend()
  const [why, setWhy] = useState('')
  return (
    <Dialog onClose={onClose} title={t('attend.acknowledgeTitle')} size="sm">
      <form
        className="bd-stack-12"
        onSubmit={(event) => {
          event.preventDefault()
          void attend.acknowledge(alerts, why).then((isDone) => isDone && onClose())
        }}
      >
        <WhyField value={why} onChange={setWhy} isFirst />
        <span className="bd-dim bd-small">{t('attend.acknowledgeHint')}</span>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={attend.isRunning}>
            {t('attend.acknowledge')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

/** `[AL-6]` Until when an alert is put off, where none of the usual times will do. */
export function SnoozeDialog({ alerts, onClose }: AttendDialogProps) {
  const { t } = useTranslation()
  const attend = useAttend()
  const [until, setUntil] = useState(() => localMinute(nextMorning(monitorNow())))
  const [why, setWhy] = useState('')
  const at = Date.parse(until)
  const isGood = at > monitorNow() && at <= monitorNow() + MAX_SNOOZE_MS
  return (
    <Dialog onClose={onClose} title={t('attend.snoozeTitle')} size="sm">
      <form
        className="bd-stack-12"
        onSubmit={(event) => {
          event.preventDefault()
          if (isGood) void attend.snooze(alerts, at, why).then((isDone) => isDone && onClose())
        }}
      >
        <TextInput
          type="datetime-local"
          data-autofocus
          label={t('attend.until')}
          error={isGood ? null : t('attend.untilWrong')}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <WhyField value={why} onChange={setWhy} />
        <span className="bd-dim bd-small">{t('attend.snoozeHint')}</span>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!isGood} loading={attend.isRunning}>
            {t('attend.snooze')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

interface WhyFieldProps {
  readonly value: string
  readonly onChange: (why: string) => void
  readonly isFirst?: boolean
}

/** Why something was done, in a few words; nobody has to say. */
export function WhyField({ value, onChange, isFirst = false }: WhyFieldProps) {
  const { t } = useTranslation()
  return (
    <Textarea
      {...(isFirst && { 'data-autofocus': true })}
      size="xs"
      label={t('attend.why')}
      placeholder={t('attend.whyExample')}
      autosize
      minRows={2}
      maxRows={6}
      maxLength={MAX_WHY_LENGTH}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        event.currentTarget.form?.requestSubmit()
      }}
    />
  )
}
