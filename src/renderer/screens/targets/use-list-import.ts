import { useEffect, useRef, useState } from 'react'
import { BatchdeckError } from '../../../contract/errors.ts'
import type { ListFormat } from '../../../contract/list-format.ts'
import type { ListReport } from '../../../contract/resources/import.ts'
import type { PlanPreview, Publication } from '../../../contract/resources/plan.ts'
import { useBackend, wordsOf } from '../../backend/context.ts'
import { showFailure } from '../../components/toast.tsx'
import { ListError, type ListSource } from './list-source.ts'
import { sendList, type SendProgress } from './send-list.ts'

/** How far an import is: edited, sent, looked at, applied. */
export type ImportStep =
  | { readonly at: 'editing' }
  | { readonly at: 'sending'; readonly progress: SendProgress }
  | { readonly at: 'refused'; readonly report: ListReport; readonly isPlanning: boolean }
  | { readonly at: 'planning' }
  | { readonly at: 'planned'; readonly preview: PlanPreview; readonly isStale: boolean; readonly isApplying: boolean }

type OnInvalid = 'refuse' | 'skip'

/** One way from a list to an epoch. */
interface Run {
  readonly controller: AbortController
  importId: number | null
  onInvalid: OnInvalid
}

export interface ListImport {
  readonly step: ImportStep
  /** The monitor's number of it, while it has one. */
  readonly importId: number | null
  /** Sends a list and shows what it would do, or which lines are bad. @param findTask the task it is for */
  readonly send: (source: ListSource, format: ListFormat, findTask: () => Promise<number>) => Promise<void>
  /** Goes on without the bad lines. */
  readonly skip: () => Promise<void>
  /** @returns null where it did not come to that */
  readonly apply: () => Promise<Publication | null>
  /** Ends it, whatever is under way; the monitor forgets the list. */
  readonly drop: () => void
}

/** `[HT-2]` Brings a list to the monitor once, and to an epoch from there. It ends with the screen. */
export function useListImport(): ListImport {
  const backend = useBackend()
  const [step, setStep] = useState<ImportStep>({ at: 'editing' })
  const [importId, setImportId] = useState<number | null>(null)
  const current = useRef<Run | null>(null)

  function end(): void {
    const run = current.current
    current.current = null
    run?.controller.abort()
    // Too late is not wrong here: what goes to disk already is shown as any epoch.
    if (run?.importId != null) backend.call('import.discard', { import_id: run.importId }).catch(() => {})
  }
  // With the screen, not with each rendering.
  const endOnce = useRef(end)
  useEffect(() => () => endOnce.current(), [])

  function drop(): void {
    end()
    setImportId(null)
    setStep({ at: 'editing' })
  }

  /** Says what went wrong, unless the operator wanted it to end. */
  function fail(run: Run, error: unknown, next: ImportStep): void {
    if (current.current !== run) return
    const isOver = error instanceof BatchdeckError && ['UNKNOWN_IMPORT', 'CANCELLED'].includes(error.code)
    if (isOver || next.at === 'editing') drop()
    else setStep(next)
    showFailure((t) => (error instanceof ListError ? t(`targets.fault.${error.fault}`) : wordsOf(error)))
  }

  async function plan(run: Run, import_id: number): Promise<void> {
    const preview = await backend.call('import.preview', { import_id, on_invalid: run.onInvalid })
    if (current.current === run) setStep({ at: 'planned', preview, isStale: false, isApplying: false })
  }

  return {
    step,
    importId,
    drop,

    async send(source, format, findTask) {
      end()
      const run: Run = { controller: new AbortController(), importId: null, onInvalid: 'refuse' }
      current.current = run
      setStep({ at: 'sending', progress: { share: 0, lines: null } })
      const { signal } = run.controller
      const isCurrent = () => current.current === run
      try {
        const report = await sendList(backend, {
          taskId: await findTask(),
          source,
          format,
          signal,
          onOpen(id) {
            run.importId = id
            if (isCurrent()) setImportId(id)
          },
          onProgress: (progress) => isCurrent() && setStep({ at: 'sending', progress }),
        })
        if (!isCurrent()) return
        if (report.invalid > 0) setStep({ at: 'refused', report, isPlanning: false })
        else {
          setStep({ at: 'planning' })
          await plan(run, run.importId!)
        }
      } catch (error) {
        fail(run, error, { at: 'editing' })
      }
    },

    async skip() {
      const run = current.current
      if (step.at !== 'refused' || run?.importId == null) return
      run.onInvalid = 'skip'
      setStep({ ...step, isPlanning: true })
      try {
        await plan(run, run.importId)
      } catch (error) {
        fail(run, error, { ...step, isPlanning: false })
      }
    },

    async apply() {
      const run = current.current
      if (step.at !== 'planned' || run?.importId == null) return null
      const { preview } = step
      setStep({ ...step, isApplying: true })
      try {
        const call = { import_id: run.importId, on_invalid: run.onInvalid, base_epoch: preview.base_epoch }
        const done = await backend.call('import.apply', call)
        if (current.current === run) {
          current.current = null
          setImportId(null)
          setStep({ at: 'editing' })
        }
        return done
      } catch (error) {
        if (error instanceof BatchdeckError && error.code === 'STALE_EPOCH' && current.current === run) {
          setStep({ at: 'planned', preview: error.detail as PlanPreview, isStale: true, isApplying: false })
        } else fail(run, error, { ...step, isApplying: false })
        return null
      }
    },
  }
}
