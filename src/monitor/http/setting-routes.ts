import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { settingResource } from '../../contract/resources/setting.ts'
import type { Operations } from '../operations.ts'
import type { HttpServer } from './types.ts'

/** `/api/settings` */
export function addSettingRoutes(server: HttpServer, operations: Operations): void {
  server.get(
    '/api/settings',
    {
      schema: {
        operationId: 'listSettings',
        summary: 'What is in force, and where it was given; no secret',
        tags: ['monitor'],
        response: { 200: Type.Object({ settings: list(settingResource) }) },
      },
    },
    async () => ({ settings: operations.settings() }),
  )
}
