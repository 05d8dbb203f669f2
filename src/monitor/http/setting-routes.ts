import { listSettings } from '../procedures/settings.ts'
import { route } from './route.ts'

/** `/api/settings` */
export const settingRoutes = [
  route('GET /api/settings', {
    operationId: 'listSettings',
    summary: 'What is in force, and where it was given; no secret',
    tags: ['monitor'],
    does: listSettings,
    input: () => ({}),
  }),
]
