import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useAction } from '../backend/context.tsx'

/** `[UI-5]` Says what was done, with the one step that may follow: to undo it, or to look at it. */
export function showToast(message: string, step?: { label: string; run: () => Promise<unknown> }): void {
  const id = notifications.show({
    autoClose: step ? 12_000 : 6000,
    message: step ? <Step message={message} {...step} onDone={() => notifications.hide(id)} /> : message,
  })
}

interface StepProps {
  readonly message: string
  readonly label: string
  readonly run: () => Promise<unknown>
  readonly onDone: () => void
}

function Step({ message, label, run: step, onDone }: StepProps) {
  const [isRunning, run] = useAction()
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <span style={{ minWidth: 0, overflowWrap: 'anywhere' }}>{message}</span>
      <Button
        variant="subtle"
        style={{ flex: 'none' }}
        loading={isRunning}
        onClick={() => void run(step).then((done) => done !== null && onDone())}
      >
        {label}
      </Button>
    </Group>
  )
}
