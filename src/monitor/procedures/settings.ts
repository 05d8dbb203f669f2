import { listSettings as settingsInForce } from '../../settings/setting-list.ts'
import { procedure } from './procedure.ts'

/** Those in force; what is secret without its value. */
export const listSettings = procedure('settings.list', {
  role: 'viewer',
  audit: null,
  run: ({ settings, given }) => ({ settings: settingsInForce(settings, given) }),
})
