import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface ConfirmButtonsProps {
  /** What it does. */
  readonly label: string
  readonly isRunning: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** `[UI-5]` The two ways out of a dialog that asks whether something is to end. */
export function ConfirmButtons({ label, isRunning, onConfirm, onCancel }: ConfirmButtonsProps) {
  const { t } = useTranslation()
  return (
    <Group justify="flex-end" gap="sm">
      <Button variant="default" onClick={onCancel}>
        {t('common.cancel')}
      </Button>
      <Button data-autofocus variant="outline" color="var(--bd-error)" loading={isRunning} onClick={onConfirm}>
        {label}
      </Button>
    </Group>
  )
}
