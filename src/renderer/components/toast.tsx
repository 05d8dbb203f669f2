import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useAction } from '../backend/use-command.ts'
import { Said, type Words } from '../i18n/said.tsx'

/** What may follow on what was done: to undo it, or to look at it. */
interface ToastStep {
  readonly label: Words
  readonly run: () => unknown
}

interface ToastOptions {
  readonly steps?: readonly ToastStep[]
  /** A toast of the same id is replaced. */
  readonly id?: string
  /** It stays until it is closed or a step is taken. */
  readonly stays?: boolean
  readonly onClose?: () => void
}

/** `[UI-5]` Says what was done, with the steps that may follow. */
export function showToast(words: Words, { steps = [], id, stays = false, onClose }: ToastOptions = {}): void {
  if (id !== undefined) notifications.hide(id)
  const shown = notifications.show({
    ...(id !== undefined && { id }),
    ...(onClose && { onClose }),
    autoClose: stays ? false : steps.length > 0 ? 12_000 : 6000,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span className="bd-grow bd-wrap">
          <Said words={words} />
        </span>
        {steps.map((step, i) => (
          <StepButton key={i} step={step} onDone={() => notifications.hide(shown)} />
        ))}
      </Group>
    ),
  })
}

/** `[UI-5]` Says what went wrong. */
export function showFailure(words: Words): void {
  notifications.show({
    color: 'red',
    title: <Said words={(t) => t('common.failed')} />,
    message: <Said words={words} />,
    autoClose: 10_000,
  })
}

function StepButton({ step: { label, run: step }, onDone }: { step: ToastStep; onDone: () => void }) {
  const [isRunning, run] = useAction()
  const take = () => run(async () => ({ answer: await step() }))
  return (
    <Button
      flex="none"
      variant="subtle"

      loading={isRunning}
      onClick={() => void take().then((done) => done !== null && onDone())}
    >
      <Said words={label} />
    </Button>
  )
}
