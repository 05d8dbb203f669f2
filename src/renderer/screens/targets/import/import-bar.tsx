import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconArrowLeft, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { HelpLink } from '../../../features/help/help-link.tsx'
import { useFormat } from '../../../i18n/format.ts'
import {
  importSteps,
  type ImportState,
  type ListEdit,
  listEdits,
  openLines,
  type StepName,
  stepStates,
} from './import-state.ts'

interface ImportBarProps {
  readonly state: ImportState
  /** Whether there is a list to add to; a first list has no choice. */
  readonly canChoose: boolean
  readonly onEdit: (edit: ListEdit) => void
  /** Null where there is nowhere to go back to. */
  readonly onBack: (() => void) | null
}

/** What is imported, what is done with it, and how far it is. */
export function ImportBar({ state, canChoose, onEdit, onBack }: ImportBarProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { source, step, edit, report, isApplying } = state
  const isInput = step === 'input'
  const lines = report ? report.targets + report.invalid : null
  const size = source && !isInput ? format.bytes(source.blob.size) : null
  return (
    <div className="bd-import-bar">
      {onBack && (
        <ActionIcon variant="default" size={28} aria-label={t('listImport.back')} onClick={onBack}>
          <IconArrowLeft size={16} />
        </ActionIcon>
      )}
      <strong className="bd-title bd-truncate">
        {isInput ? t('listImport.title') : (source?.name ?? t('listImport.pasted'))}
      </strong>
      {isInput && <HelpLink page="lists" about={t('listImport.title')} />}
      {size !== null && (
        <span className="bd-dim bd-fixed">
          {lines === null ? size : t('listImport.size', { size, lines: format.number(lines) })}
        </span>
      )}
      {canChoose && (
        <SegmentedControl
          className="bd-fixed"
          aria-label={t('listImport.editLabel')}
          value={edit}
          disabled={isApplying || step === 'sending'}
          onChange={onEdit}
          data={listEdits.map((value) => ({ value, label: t(`listImport.edit.${value}`) }))}
        />
      )}
      <span className="bd-spacer" />
      {!isInput && <Steps state={state} />}
      {onBack && (
        <Button className="bd-import-cancel" variant="default" onClick={onBack}>
          {t('common.cancel')}
        </Button>
      )}
    </div>
  )
}

function Steps({ state }: { state: ImportState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const states = stepStates(state)
  const open = openLines(state)
  const isGuarded = state.plan.at === 'planned' && state.plan.preview.guard !== null
  const notes: Readonly<Partial<Record<StepName, string>>> = {
    ...(open > 0 && { suspicious: t('listImport.open', { count: format.number(open) as never }) }),
    ...(isGuarded && { changes: t('listImport.guarded') }),
  }
  return (
    <ol className="bd-steps">
      {importSteps.map((name, i) => (
        <li key={name} data-state={states[name]} aria-current={states[name] === 'now' ? 'step' : undefined}>
          <span className="bd-step-number" aria-hidden>
            {states[name] === 'done' ? <IconCheck size={12} /> : i + 1}
          </span>
          {t(`listImport.step.${name}`)}
          {notes[name] && <span className="bd-dim">{notes[name]}</span>}
        </li>
      ))}
    </ol>
  )
}
