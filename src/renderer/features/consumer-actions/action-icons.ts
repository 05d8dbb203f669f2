import { IconDroplet, IconDropletOff, IconRefresh, IconTrash } from '@tabler/icons-react'

export const actionIcons = {
  reload: IconRefresh,
  drain: IconDropletOff,
  undrain: IconDroplet,
  dismiss: IconTrash,
} as const
