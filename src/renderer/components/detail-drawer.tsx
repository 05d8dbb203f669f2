import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { setParams } from '../stores/route.ts'
import { useFocusBack } from './use-focus-back.ts'

interface DetailDrawerProps {
  readonly title: ReactNode
  readonly children: ReactNode
  /** What says in the address that it is open. */
  readonly param?: string
  readonly size?: number
}

/** The details of one row, beside the list. What is open stands in the address. */
export function DetailDrawer({ title, children, param = 'open', size = 480 }: DetailDrawerProps) {
  useFocusBack()
  return (
    <Drawer
      opened
      onClose={() => setParams({ [param]: '' })}
      position="right"
      size={size}
      title={title}
      overlayProps={{ backgroundOpacity: 0.35 }}
      classNames={{ title: 'bd-drawer-title', body: 'bd-stack-16' }}
    >
      {children}
    </Drawer>
  )
}
