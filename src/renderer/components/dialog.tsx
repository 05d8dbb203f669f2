import { Modal, type ModalProps } from '@mantine/core'
import { ignoreHeldEnter } from './held-enter.ts'
import { useFocusBack } from './use-focus-back.ts'

/** A dialog, which is open while it is there; then what had the focus before has it again (UI-6). */
export function Dialog(props: Omit<ModalProps, 'opened' | 'onKeyDown'>) {
  useFocusBack()
  return <Modal opened {...props} onKeyDown={ignoreHeldEnter} />
}
