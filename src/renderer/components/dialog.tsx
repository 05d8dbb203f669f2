import { Modal, type ModalProps } from '@mantine/core'
import { useFocusBack } from './use-focus-back.ts'

/**
 * A dialog, which is open while it is there; then what had the focus before has it again (UI-6). The Enter that opened it and is
 * held down still does nothing in it (UI-5).
 */
export function Dialog(props: Omit<ModalProps, 'opened' | 'onKeyDown'>) {
  useFocusBack()
  return (
    <Modal opened {...props} onKeyDown={(event) => event.key === 'Enter' && event.repeat && event.preventDefault()} />
  )
}
