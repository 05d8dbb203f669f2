import { EventEmitter } from 'node:events'

const area = { x: 0, y: 0, width: 1920, height: 1080 }
const display = { id: 1, scaleFactor: 1, bounds: area, workArea: area }

/** One of usual size, that nobody plugs out unless a test says so. */
export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
})
