import { ActionIcon } from '@mantine/core'
import {
  IconAlertTriangleFilled,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconCircleXFilled,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../i18n/format.ts'

/** Numbers of lines that stand in a row before it is unfolded. */
const MAX_NUMBERS = 6

interface SuspiciousRowProps {
  readonly tone: 'bad' | 'open' | 'done'
  readonly count: number
  readonly title: string
  /** Where they are; the first of them. */
  readonly lines: readonly number[]
  readonly example: ReactNode
  readonly actions: ReactNode
  /** Each of those that are listed. */
  readonly details: readonly ReactNode[]
}

const toneIcons = {
  bad: <IconCircleXFilled size={13} color="var(--bd-error)" aria-hidden />,
  open: <IconAlertTriangleFilled size={13} color="var(--bd-suspect)" aria-hidden />,
  done: <IconCheck size={13} color="var(--bd-completed)" aria-hidden />,
} as const

/** Lines of a list that have something in common: how many, where, the first of them, and what can be done. */
export function SuspiciousRow({ tone, count, title, lines, example, actions, details }: SuspiciousRowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const numbers = lines.slice(0, MAX_NUMBERS).map((line) => format.number(line))
  const more = count > numbers.length
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <li className="bd-sus" data-tone={tone}>
      <span className="bd-sus-count">
        {toneIcons[tone]}
        <strong>{format.number(count)}</strong>
      </span>
      <div className="bd-shrinks">
        <div className="bd-sus-title">
          <strong>{title}</strong>
          {numbers.length > 0 && (
            <span className="bd-dim">
              {t(count === 1 ? 'suspicious.line' : 'suspicious.lines', {
                lines: numbers.join(', ') + (more ? '…' : ''),
              })}
            </span>
          )}
          {details.length > 1 && (
            <ActionIcon
              size={18}
              aria-expanded={isOpen}
              aria-label={t(isOpen ? 'suspicious.fold' : 'suspicious.unfold', { what: title })}
              onClick={() => setOpen(!isOpen)}
            >
              <Chevron size={14} />
            </ActionIcon>
          )}
        </div>
        {isOpen ? (
          <ul className="bd-sus-details">
            {details.map((detail, i) => (
              // They are as they were read: none moves.
              <li key={i}>{detail}</li>
            ))}
            {count > details.length && (
              <li className="bd-dim">{t('common.more', { count: format.number(count - details.length) as never })}</li>
            )}
          </ul>
        ) : (
          <div className="bd-sus-example">{example}</div>
        )}
      </div>
      <div className="bd-sus-actions">{actions}</div>
    </li>
  )
}
