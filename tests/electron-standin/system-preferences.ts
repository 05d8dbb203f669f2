import { EventEmitter } from 'node:events'

/** Without a colour: on Linux our app does not ask. */
export const systemPreferences = Object.assign(new EventEmitter(), {
  getAccentColor: () => '',
  setUserDefault(): void {},
  subscribeNotification: () => 0,
})
