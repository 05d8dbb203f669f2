import { Alert, Button, Group, NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TokenRole, tokenRoles, type TokenWithSecret } from '../../../contract/resources/token.ts'
import { useCommand } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Choice } from '../../components/choice.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { isTokenPattern, isTokenName } from './token-draft.ts'

const DAY_MS = 24 * 3_600_000
/** In days; 0 is never. */
const lifetimes = ['0', '30', '90', '365'] as const

interface NewTokenProps {
  /** Whether nobody needs a token so far. */
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMade: (made: TokenWithSecret) => void
}

/** `[SEC-4]` Name, role and limits of a new token. */
export function NewTokenDialog({ isOpen, onClose, onMade }: NewTokenProps) {
  const { t } = useTranslation()
  const now = useNow()
  const [name, setName] = useState('')
  const [role, setRole] = useState<TokenRole>('viewer')
  const [pattern, setPattern] = useState('*')
  const [most, setMost] = useState<number | string>('')
  const [days, setDays] = useState<string>('0')
  const [isRunning, create] = useCommand('tokens.create')
  const isForConsumers = role === 'consumer'
  const isGood = isTokenName(name) && (!isForConsumers || isTokenPattern(pattern))

  function make(event: SubmitEvent): void {
    event.preventDefault()
    if (!isGood) return
    const consumer = { consumer_pattern: pattern, ...(typeof most === 'number' && { max_consumers: most }) }
    const expiry = days === '0' ? {} : { expires_at: Math.round(now) + Number(days) * DAY_MS }
    create({ name, role, ...(isForConsumers && consumer), ...expiry }, onMade)
  }

  return (
    <Dialog onClose={onClose} title={t('access.newTitle')} size="lg">
      <form className="bd-stack-14" onSubmit={make}>
        <TextInput
          data-autofocus
          label={t('access.name')}
          description={t('access.nameHint')}
          error={name === '' || isTokenName(name) ? null : t('access.nameWrong')}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Choice label={t('access.role')} hint={t(`access.roleHint.${role}`)}>
          {(labelled) => (
            <SegmentedControl
              {...labelled}
              value={role}
              onChange={(value) => setRole(value)}
              data={tokenRoles.map((value) => ({ value, label: t(`access.roleName.${value}`) }))}
            />
          )}
        </Choice>
        {isForConsumers && (
          <Group grow align="start">
            <TextInput
              label={t('access.pattern')}
              description={t('access.patternHint')}
              error={isTokenPattern(pattern) ? null : t('access.patternWrong')}
              value={pattern}
              autoComplete="off"
              onChange={(event) => setPattern(event.currentTarget.value)}
            />
            <NumberInput
              label={t('access.most')}
              description={t('access.mostHint')}
              hideControls
              min={1}
              max={1_000_000}
              allowDecimal={false}
              value={most}
              onChange={setMost}
            />
          </Group>
        )}
        <Choice label={t('access.expires')} hint={t('access.expiresHint')}>
          {(labelled) => (
            <SegmentedControl
              {...labelled}
              value={days}
              onChange={setDays}
              data={lifetimes.map((value) => ({
                value,
                label: value === '0' ? t('access.never') : t('access.days', { days: value }),
              }))}
            />
          )}
        </Choice>
        {isOpen && role === 'admin' && <Alert color="yellow">{t('access.firstAdmin')}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!isGood} loading={isRunning}>
            {t('access.makeNow')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
