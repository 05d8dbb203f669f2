import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './empty-state.tsx'

interface State {
  readonly problem: string | null
}

/**
 * `[UI-4]` A screen that fails, or whose piece of the program cannot be fetched (the monitor is another version by now, or
 * away), takes nothing else with it.
 */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { problem: null }

  static getDerivedStateFromError(error: unknown): State {
    return { problem: String(error) }
  }

  override render(): ReactNode {
    return this.state.problem === null ? this.props.children : <FailedScreen problem={this.state.problem} />
  }
}

/** What browsers say where a piece of the program is not there: Chromium, Firefox, Safari. */
const missingPiece = /dynamically imported module|Importing a module script failed/

function FailedScreen({ problem }: { problem: string }) {
  const { t } = useTranslation()
  const hint = missingPiece.test(problem) ? t('shell.pieceMissing') : problem
  return (
    <div role="alert" className="bd-screen">
      <EmptyState title={t('shell.screenFailed')} hint={hint}>
        <Button variant="default" onClick={() => location.reload()}>
          {t('shell.loadAgain')}
        </Button>
      </EmptyState>
    </div>
  )
}
