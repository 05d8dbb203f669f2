import {
  IconGridDots,
  IconHelp,
  IconHistory,
  IconLayoutDashboard,
  IconListDetails,
  IconMap2,
  IconServer2,
  IconSettings,
  IconTargetArrow,
} from '@tabler/icons-react'
import type { ScreenName } from '../stores/route.ts'

export const screenIcons = {
  overview: IconLayoutDashboard,
  consumers: IconServer2,
  batches: IconGridDots,
  slots: IconMap2,
  epochs: IconHistory,
  targets: IconTargetArrow,
  events: IconListDetails,
  settings: IconSettings,
  help: IconHelp,
} as const satisfies Record<ScreenName, unknown>
