import { Alert, TextInput } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { TaskResource } from '../../../../contract/resources/task.ts'
import type { Identity } from '../../../../planner/identity.ts'
import { useBackend, wordsOf } from '../../../backend/context.ts'
import { showFailure, showToast } from '../../../components/toast.tsx'
import { IdentityPick } from '../../../features/identity/identity-pick.tsx'
import { useDefaultIdentity } from '../../../features/identity/use-default-identity.ts'
import { OtherImports } from '../../../features/imports/running-imports.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { openDialog } from '../../../stores/dialog.ts'
import { setParams, useParam } from '../../../stores/route.ts'
import { useOpenedList } from '../../../stores/opened-list.ts'
import { goTo } from '../../../stores/scope.ts'
import { ChangesPanel } from './changes-panel.tsx'
import { ImportBar } from './import-bar.tsx'
import { ImportProgress } from './import-progress.tsx'
import { type ImportState, listEdits } from './import-state.ts'
import { ListImport } from './list-import.ts'
import { ListInput } from './list-input.tsx'
import { ListError } from './list-source.ts'
import { SuspiciousPanel } from './suspicious-panel.tsx'
import { UnderstoodPanel } from './understood-panel.tsx'

/** `[HT-2]` @param task null where the list makes the first one */
export function ImportView({ task }: { task: TaskResource | null }) {
  // What is edited belongs to one task.
  return <TaskImport key={task?.task_id ?? 0} task={task} />
}

const leave = () => setParams({ import: '' })

/** A list on its way in, all steps on one page: each updates the next. It ends with the view. */
function TaskImport({ task }: { task: TaskResource | null }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const wanted = useParam('import')
  // Without a list there is none to add to or to remove from.
  const isFirst = (task?.epoch ?? 0) === 0
  const edit = isFirst ? 'replace' : (listEdits.find((one) => one === wanted) ?? 'add')
  const [list] = useState(
    () =>
      new ListImport(edit, {
        backend,
        fail: (error) => showFailure(() => wordsOf(error)),
      }),
  )
  useEffect(() => () => list.end(), [list])
  useEffect(() => void list.change(edit), [list, edit])
  const page = useRef<HTMLDivElement>(null)
  const state = useStore(list.store)
  const { step, problem } = state
  // What had the focus is gone with the step before; letters still go where they go on the first page.
  useEffect(() => {
    if (step !== 'input') page.current?.focus()
  }, [step])
  const [name, setName] = useState<string | null>(null)
  const usual = useDefaultIdentity()
  const [chosen, setIdentity] = useState<Identity | null>(null)
  const identity = task?.identity ?? chosen ?? usual
  const onBack = isFirst ? null : leave
  const taskName = task?.name ?? (name?.trim() || t('targets.defaultName'))

  async function apply(removed: number | null): Promise<void> {
    const done = await list.apply(removed)
    if (!done) return
    const { task_id, epoch, counts, consumers_told } = done
    if (!done.published) {
      showToast((say) => say('targets.unchanged'))
      return
    }
    leave()
    showToast(
      (say, { number }) =>
        say('apply.done', {
          epoch,
          added: number(counts.added),
          removed: number(counts.removed),
          told: number(consumers_told.length),
        }),
      {
        id: `targets-${task_id}`,
        steps: [
          { label: (say) => say('common.undo'), run: () => openDialog({ kind: 'undo', taskId: task_id }) },
          { label: (say) => say('reload.showEpoch'), run: () => goTo('epochs', { open: String(epoch) }) },
        ],
      },
    )
  }

  const read = (source: NonNullable<ImportState['source']>) =>
    void list.send(source, task ? { task_id: task.task_id } : { task: { name: taskName, identity } })

  const opened = useOpenedList(({ list: waiting }) => waiting)
  const take = useEffectEvent(read)
  useEffect(() => {
    if (!opened) return
    useOpenedList.setState({ list: null })
    take(opened)
  }, [opened])

  return (
    <div ref={page} tabIndex={-1} className="bd-import" data-step={step}>
      <ImportBar
        state={state}
        canChoose={!isFirst}
        onEdit={(next) => setParams({ import: next })}
        onBack={onBack ?? (state.step === 'input' ? null : () => list.clear())}
      />
      {state.step !== 'read' && (
        <section className="bd-panel bd-padded bd-stack-10" aria-label={t('listImport.title')}>
          {state.step === 'input' && (
            <>
              {!isFirst && <span className="bd-dim">{t(`listImport.editHint.${state.edit}`)}</span>}
              {!task && (
                <div className="bd-new-task">
                  <TextInput
                    label={t('targets.newTask')}
                    value={name ?? t('targets.defaultName')}
                    maxLength={128}
                    onChange={(event) => setName(event.currentTarget.value)}
                  />
                  <IdentityPick value={identity} onChange={setIdentity} />
                </div>
              )}
              {problem !== null && (
                <Alert color="red" role="alert" className="bd-lines">
                  {problem instanceof ListError ? t(`listImport.fault.${problem.fault}`) : wordsOf(problem)}
                </Alert>
              )}
              <ListInput source={state.source} onRead={read} onClear={() => list.clear()} isWaitedFor={!isFirst} />
            </>
          )}
          {state.step === 'sending' && <Sending state={state} onCancel={() => list.drop()} />}
        </section>
      )}
      {state.step === 'read' && state.report && (
        <>
          <div className="bd-import-two">
            <UnderstoodPanel
              report={state.report}
              wish={state.wish}
              isReading={state.isReading || state.isApplying}
              onWish={(wish) => void list.read(wish)}
              identity={identity}
            />
            <SuspiciousPanel state={state} list={list} />
          </div>
          <ChangesPanel state={state} taskName={taskName} onApply={(removed) => void apply(removed)} />
        </>
      )}
      <OtherImports own={state.importId} />
    </div>
  )
}

function Sending({ state: { progress }, onCancel }: { state: ImportState; onCancel: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { share, lines } = progress
  const text =
    share >= 1
      ? t('listImport.reading')
      : lines === null
        ? t('listImport.sending', { share: format.percent(share) })
        : t('listImport.sendingLines', { share: format.percent(share), lines: format.number(lines) })
  return <ImportProgress text={text} share={share} onCancel={onCancel} />
}
