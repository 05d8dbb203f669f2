import { Button, Group, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProgressBar } from '../../../components/progress-bar.tsx'

/** Shorter than this nothing is said: a line that comes and goes at once only makes the screen jump. ms */
const SHOW_DELAY_MS = 400

interface ImportProgressProps {
  readonly text: string
  /** 0–1; null where it is not known how long it takes. */
  readonly share: number | null
  /** Null where it cannot be cancelled any more. */
  readonly onCancel: (() => void) | null
}

/** `[UI-5]` What an import is doing, how far it is, and the way out. */
export function ImportProgress({ text, share, onCancel }: ImportProgressProps) {
  const { t } = useTranslation()
  const [isQuiet, setQuiet] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(false), SHOW_DELAY_MS)
    return () => clearTimeout(timer)
  }, [])
  if (isQuiet) return null
  return (
    <div className="bd-stack-6" role="status">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span className="bd-status bd-shrinks">
          {share === null && <Loader flex="none" size={12} aria-hidden />}
          <span className="bd-truncate">{text}</span>
        </span>
        <Button size="compact-xs" variant="default" disabled={!onCancel} onClick={() => onCancel?.()}>
          {t('common.cancel')}
        </Button>
      </Group>
      {share !== null && <ProgressBar label={text} parts={[{ share, color: 'var(--bd-accent)' }]} />}
    </div>
  )
}
