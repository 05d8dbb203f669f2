import { chromium } from './chromium-pipe.ts'

/** The page that asks. */
interface Asking {
  readonly id: number
  getURL(): string
}

type RequestHandler = (
  contents: Asking,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: object,
) => void
type CheckHandler = (contents: Asking | null, permission: string, origin: string, details: object) => boolean

/** What can be set in Chromium: as Electron calls each, and as the DevTools protocol does. */
const known: Readonly<Record<string, readonly object[]>> = {
  'clipboard-read': [{ name: 'clipboard-read' }],
  'clipboard-sanitized-write': [{ name: 'clipboard-write' }],
  geolocation: [{ name: 'geolocation' }],
  'idle-detection': [{ name: 'idle-detection' }],
  'local-fonts': [{ name: 'local-fonts' }],
  media: [{ name: 'camera' }, { name: 'microphone' }],
  midi: [{ name: 'midi' }],
  midiSysex: [{ name: 'midi', sysex: true }],
  notifications: [{ name: 'notifications' }],
  'persistent-storage': [{ name: 'persistent-storage' }],
  'window-management': [{ name: 'window-management' }],
}

/**
 * The permissions of a session. Chromium tells nobody of a request, so that the handlers are asked for every permission before each
 * page begins, and what they answer is set there. Without a handler everything is granted, as in Electron.
 */
export class Permissions {
  requestHandler: RequestHandler | null = null
  checkHandler: CheckHandler | null = null

  /** Before a page begins. @param url its address */
  async apply(contents: Asking, url: string): Promise<void> {
    await Promise.all(
      Object.entries(known).map(async ([permission, descriptors]) => {
        const isGranted = this.check(contents, permission, url) && (await this.request(contents, permission, url))
        const setting = isGranted ? 'granted' : 'denied'
        await Promise.all(
          descriptors.map((descriptor) => chromium.send('Browser.setPermission', { permission: descriptor, setting })),
        )
      }),
    )
  }

  private check(contents: Asking, permission: string, url: string): boolean {
    const { origin } = new URL(url)
    const details = { isMainFrame: true, requestingUrl: url, securityOrigin: origin }
    return this.checkHandler?.(contents, permission, origin, details) ?? true
  }

  private async request(contents: Asking, permission: string, url: string): Promise<boolean> {
    const handler = this.requestHandler
    if (!handler) return true
    return new Promise((resolve) => handler(contents, permission, resolve, { isMainFrame: true, requestingUrl: url }))
  }
}
