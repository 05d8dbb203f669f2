import { app, session, shell } from 'electron'
import { externalAddress, isOwnPage } from './addresses.ts'

/**
 * `[SEC-3]` Holds every page of this app, whoever opens it: it stays where it is, opens no window and no other page in itself,
 * reaches no network, and may do nothing but copy. Before the first window. @param page the address of our own page
 */
export function guardPages(page: string): void {
  app.on('web-contents-created', (_event, contents) => {
    const prevent = (event: { preventDefault(): void }) => event.preventDefault()
    contents.on('will-navigate', prevent)
    contents.on('will-frame-navigate', prevent)
    contents.on('will-redirect', prevent)
    contents.on('will-attach-webview', prevent)
    contents.setWindowOpenHandler(({ url }) => {
      const address = externalAddress(url)
      if (address !== null) shell.openExternal(address).catch(() => {})
      return { action: 'deny' }
    })
  })
  const { defaultSession } = session
  // Everything comes from the app's own files; what the page shows of a monitor comes over IPC. The app itself asks for updates.
  const urls = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*']
  defaultSession.webRequest.onBeforeRequest({ urls }, ({ webContentsId }, answer) =>
    answer({ cancel: webContentsId !== undefined }),
  )
  const mayCopy = (permission: string, address: string | undefined) =>
    permission === 'clipboard-sanitized-write' && isOwnPage(address ?? '', page)
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(mayCopy(permission, requestingUrl)),
  )
  defaultSession.setPermissionCheckHandler((_contents, permission, _origin, { requestingUrl }) =>
    mayCopy(permission, requestingUrl),
  )
  defaultSession.setDevicePermissionHandler(() => false)
}
