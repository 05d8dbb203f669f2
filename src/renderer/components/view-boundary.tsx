import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './state-views.tsx'

interface State {
  readonly problem: string | null
}

/**
 * `[UI-4]` A view that fails, or whose piece of the program cannot be fetched (the monitor is another version by now, or
 * away), takes nothing else with it.
 */
export class ViewBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { problem: null }

  static getDerivedStateFromError(error: unknown): State {
    return { problem: String(error) }
  }

  override render(): ReactNode {
    return this.state.problem === null ? this.props.children : <FailedView problem={this.state.problem} />
  }
}

function FailedView({ problem }: { problem: string }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className="bd-view">
      <EmptyState title={t('shell.viewFailed')} hint={problem}>
        <Button variant="default" onClick={() => location.reload()}>
          {t('shell.loadAgain')}
        </Button>
      </EmptyState>
    </div>
  )
}
