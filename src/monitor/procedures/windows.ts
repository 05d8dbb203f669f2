import { procedure } from './procedure.ts'

/** `[MW-1]` */
export const listWindows = procedure('windows.list', {
  role: 'viewer',
  audit: null,
  run: ({ windows }) => ({ windows: windows.shown }),
})

/** `[MW-1]` `INVALID_MESSAGE`, `UNKNOWN_TASK`, `UNKNOWN_CONSUMER`, `CONFLICT`, `STORAGE_FAILED` */
export const createWindow = procedure('windows.create', {
  role: 'operator',
  audit: {
    name: 'windows.create',
    facts: ({ scope }, window) => ({ task_id: scope?.task_id, window_id: window?.window_id }),
  },
  run: ({ windows, caller }, draft) => windows.create(draft, caller.token),
})

/** `[MW-1]` `UNKNOWN_WINDOW`, `STORAGE_FAILED` */
export const endWindow = procedure('windows.end', {
  role: 'operator',
  audit: { name: 'windows.end', facts: ({ window_id }) => ({ window_id }) },
  async run({ windows, caller }, { window_id }) {
    await windows.end(window_id, caller.token)
    return null
  },
})
