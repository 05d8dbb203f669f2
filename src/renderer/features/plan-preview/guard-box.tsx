import { Button, TextInput } from '@mantine/core'
import { IconAlertOctagonFilled } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Guard } from '../../../contract/resources/plan.ts'
import { useFormat } from '../../i18n/format.ts'
import { typedNumber } from './typed-number.ts'

interface GuardBoxProps {
  readonly guard: Guard
  readonly taskName: string
  /** What the red button says. */
  readonly action: string
  /** Why it cannot be confirmed now; null where it can. */
  readonly obstacle: string | null
  readonly isRunning: boolean
  /** What does no harm, offered first. */
  readonly instead?: ReactNode
  /** @param removed what was typed, and is the number that goes */
  readonly onConfirm: (removed: number) => void
}

/** `[CH-2]` So much goes that it has to be confirmed by its number; the box is of one number, another one begins anew. */
export function GuardBox({ guard, taskName, action, obstacle, isRunning, instead, onConfirm }: GuardBoxProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [typed, setTyped] = useState('')
  const hint = useId()
  const { removed, of, limit, empties } = guard
  const isConfirmed = typedNumber(typed) === removed
  const numbers = { removed: format.number(removed), of: format.number(of), task: taskName, limit }
  return (
    <form
      className="bd-guard"
      role="group"
      aria-label={t('guard.label')}
      onSubmit={(event) => {
        event.preventDefault()
        if (isConfirmed && obstacle === null && !isRunning) onConfirm(removed)
      }}
    >
      <h2>
        <IconAlertOctagonFilled size={16} color="var(--bd-error)" aria-hidden />
        {empties ? t('guard.empties') : t('guard.title', { share: format.percent(removed / of) })}
      </h2>
      <p>
        {t('guard.would', numbers)} {empties ? t('guard.emptiesRule') : t('guard.rule', numbers)}
      </p>
      {instead}
      <TextInput
        label={t(instead ? 'guard.orType' : 'guard.type')}
        value={typed}
        error={typed !== '' && !isConfirmed}
        inputMode="numeric"
        autoComplete="off"
        disabled={isRunning}
        aria-describedby={hint}
        rightSection={
          <span id={hint} className="bd-dim">
            {format.number(removed)}
          </span>
        }
        rightSectionWidth={80}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" color="red" fullWidth disabled={!isConfirmed || obstacle !== null} loading={isRunning}>
        {action}
      </Button>
      <p className="bd-dim">
        {t('guard.undo')} {obstacle}
      </p>
    </form>
  )
}
