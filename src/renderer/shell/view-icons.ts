import {
  IconGridDots,
  IconHistory,
  IconLayoutDashboard,
  IconListDetails,
  IconMap2,
  IconServer2,
  IconSettings,
  IconTargetArrow,
} from '@tabler/icons-react'
import type { ViewName } from '../stores/route.ts'

export const viewIcons = {
  overview: IconLayoutDashboard,
  consumers: IconServer2,
  batches: IconGridDots,
  slots: IconMap2,
  epochs: IconHistory,
  targets: IconTargetArrow,
  events: IconListDetails,
  settings: IconSettings,
} as const satisfies Record<ViewName, unknown>
