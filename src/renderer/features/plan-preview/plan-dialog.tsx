import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview, Publication } from '../../../contract/resources/plan.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PreviewPanel, type SourceNote } from './preview-panel.tsx'
import type { ChangeHandle } from './use-change-pages.ts'

/** On which epoch a plan is applied, and what was confirmed of it. */
export interface PlanTerms {
  readonly base_epoch: number
  readonly confirm?: { readonly removed: number }
}

/** A plan on its way to be looked at. */
export interface LookedPlan {
  /** Null until it is there. */
  readonly preview: PlanPreview | null
  /** What kept it from coming; null where nothing did. */
  readonly problem: string | null
  /** It is another one than was looked at first, for the task is another one by now. */
  readonly isStale: boolean
  /** Why it is another one, where that is not the assignment. */
  readonly staleText?: string
  /** How to ask for the targets that come and go. */
  readonly handle: ChangeHandle
}

interface PlanStepProps {
  readonly plan: LookedPlan
  readonly sourceNote?: SourceNote
  readonly apply: (terms: PlanTerms) => Promise<Publication>
  /** The assignment, or how much goes, is another by now: what comes in place of what was looked at (EP-7, CH-2). */
  readonly onFresh: (preview: PlanPreview) => void
  readonly onApplied: (publication: Publication) => void
  readonly onClose: () => void
  /** Below the preview: what else can be done with it. */
  readonly footer?: ReactNode
}

/** `[UI-5]` What it would change to do something, and the button that does it. */
export function PlanDialog({ title, ...step }: PlanStepProps & { readonly title: string }) {
  return (
    <Dialog onClose={step.onClose} title={title} size="xl">
      <PlanStep {...step} />
    </Dialog>
  )
}

/** The same where it stands, in a panel. There is no button before there is a preview. */
export function PlanStep({ plan, apply, onFresh, onApplied, onClose, footer, ...rest }: PlanStepProps) {
  const { t } = useTranslation()
  const [isRunning, run] = useAction()
  const { preview, problem, isStale, staleText, handle } = plan

  async function confirm({ base_epoch }: PlanPreview, removed: number | null): Promise<void> {
    await run(async () => {
      const terms = { base_epoch, ...(removed !== null && { confirm: { removed } }) }
      const applied = await orFreshPreview(apply(terms))
      if ('fresh' in applied) {
        onFresh(applied.fresh)
        return
      }
      onClose()
      onApplied(applied.done)
    })
  }

  return (
    <>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!preview && problem === null && <LoadingState label={t('reload.planning')} />}
      {preview && (
        <div className="bd-stack-12">
          <PreviewPanel
            preview={preview}
            isStale={isStale}
            staleText={staleText}
            isRunning={isRunning}
            backLabel={t('common.cancel')}
            handle={handle}
            onApply={(removed) => void confirm(preview, removed)}
            onBack={onClose}
            {...rest}
          />
          {footer}
        </div>
      )}
    </>
  )
}
