import { procedure } from './procedure.ts'

/** `[MW-1]` */
export const listWindows = procedure('windows.list', {
  role: 'viewer',
  audit: null,
  run: () => ({ windows: [] }),
})

/** `[MW-1]` */
export const createWindow = procedure('windows.create', {
  role: 'operator',
  audit: { name: 'windows.create', facts: ({ scope }) => ({ task_id: scope?.task_id }) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `[MW-1]` `UNKNOWN_WINDOW` */
export const endWindow = procedure('windows.end', {
  role: 'operator',
  audit: { name: 'windows.end', facts: () => ({}) },
  run() {
    throw new Error('Not there yet.')
  },
})
