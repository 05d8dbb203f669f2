import { SegmentedControl } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setParams } from '../../stores/route.ts'

export const modes = ['now', 'history', 'compare', 'what-if'] as const
export type Mode = (typeof modes)[number]

interface SlotsFrameProps {
  readonly mode: Mode
  /** The present epoch. */
  readonly newest: number
  /** Beside the modes. */
  readonly controls?: ReactNode
  /** A line that says what is shown. */
  readonly context: ReactNode
  /** What is wrong or has to be known, in the same line. */
  readonly notice?: ReactNode
  readonly map: ReactNode
  readonly figures: ReactNode
  readonly list: ReactNode
}

/** `[UI-1]` One frame for all modes: map, figures, list and controls keep their places whatever is shown in them. */
export function SlotsFrame({ mode, newest, controls, context, notice, map, figures, list }: SlotsFrameProps) {
  return (
    <div className="bd-slots">
      <div className="bd-slots-bar">
        <ModeSwitch mode={mode} newest={newest} />
        <div className="bd-slots-controls">{controls}</div>
      </div>
      <div className="bd-slots-context">
        {context}
        {notice && (
          <span className="bd-slots-notice" role="status">
            <IconAlertTriangle className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
            {notice}
          </span>
        )}
      </div>
      {map}
      {figures}
      {list}
    </div>
  )
}

function ModeSwitch({ mode, newest }: { mode: Mode; newest: number }) {
  const { t } = useTranslation()
  /** `[UI-8]` The address says at once which epochs are shown. */
  const begin = (next: Mode) =>
    setParams({
      mode: next === 'now' ? '' : next,
      at: next === 'history' ? String(newest) : '',
      from: next === 'compare' ? String(Math.max(1, newest - 1)) : '',
      to: next === 'compare' ? String(newest) : '',
      show: '',
      without: '',
      more: '',
      rebalance: '',
    })
  return (
    <SegmentedControl
      className="bd-slots-modes"
      aria-label={t('slots.mode')}
      value={mode}
      onChange={(value) => begin(modes.find((name) => name === value) ?? 'now')}
      data={modes.map((value) => ({ value: value as string, label: t(`slots.modes.${value}`) }))}
    />
  )
}
