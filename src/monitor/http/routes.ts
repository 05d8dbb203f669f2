import { alertRoutes } from './alert-routes.ts'
import { backupRoutes } from './backup-routes.ts'
import { batchRoutes } from './batch-routes.ts'
import { channelRoutes } from './channel-routes.ts'
import { consumerRoutes } from './consumer-routes.ts'
import { epochRoutes } from './epoch-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { importRoutes } from './import-routes.ts'
import { noteRoutes } from './note-routes.ts'
import { planningRoutes } from './planning-routes.ts'
import type { Route } from './route.ts'
import { seriesRoutes } from './series-routes.ts'
import { settingRoutes } from './setting-routes.ts'
import { sourceRoutes } from './source-routes.ts'
import { summaryRoutes } from './summary-routes.ts'
import { targetRoutes } from './target-routes.ts'
import { taskRoutes } from './task-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { windowRoutes } from './window-routes.ts'

/** `/api`, in the order of its document. @param bodyLimit the largest target list, in bytes */
export const apiRoutes = (bodyLimit: number): readonly Route[] => [
  ...taskRoutes,
  ...targetRoutes(bodyLimit),
  ...importRoutes,
  ...sourceRoutes,
  ...planningRoutes,
  ...epochRoutes,
  ...batchRoutes,
  ...consumerRoutes,
  ...settingRoutes,
  ...backupRoutes,
  ...tokenRoutes,
  ...eventRoutes,
  ...alertRoutes,
  ...windowRoutes,
  ...noteRoutes,
  ...channelRoutes,
  ...seriesRoutes,
  ...summaryRoutes,
]
