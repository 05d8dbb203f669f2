import { Type } from 'typebox'
import { settingView } from '../../core/views.ts'
import type { Operations } from '../operations.ts'
import type { HttpServer } from './server.ts'

const response = { 200: Type.Object({ settings: Type.Immutable(Type.Array(settingView)) }) }

/** `/api/settings`: what is in force, and where it was given. */
export function addSettingRoutes(server: HttpServer, operations: Operations): void {
  server.get('/api/settings', { schema: { response } }, async () => ({ settings: operations.settings() }))
}
