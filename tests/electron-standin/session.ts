import { EventEmitter } from 'node:events'
import { Permissions } from './permissions.ts'
import { WebRequest } from './web-request.ts'

/** The one session that there is. */
class Session extends EventEmitter {
  readonly permissions = new Permissions()
  readonly webRequest = new WebRequest()

  setPermissionRequestHandler(handler: Permissions['requestHandler']): void {
    this.permissions.requestHandler = handler
  }

  setPermissionCheckHandler(handler: Permissions['checkHandler']): void {
    this.permissions.checkHandler = handler
  }

  /** Of no effect: Chromium without a window has no devices. */
  setDevicePermissionHandler(): void {}
}

export const session = {
  defaultSession: new Session(),
  /** They have nothing to keep apart here. */
  fromPartition: () => new Session(),
}
