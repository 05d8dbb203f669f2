// An app with walls of which each can be taken down, and a page that tries to get out. It keeps what it was asked.
import { app, BrowserWindow, ipcMain, session } from 'electron'
import { join } from 'node:path'

const seen = { navigations: [], frames: [], opened: [], created: 0, received: [], isOpen: false }
globalThis.seen = seen

app.on('web-contents-created', (_event, contents) => {
  seen.created++
  contents.on('will-navigate', (event) => {
    seen.navigations.push(event.url)
    if (!seen.isOpen) event.preventDefault()
  })
  contents.on('will-frame-navigate', ({ url, isMainFrame }) => {
    if (!isMainFrame) seen.frames.push(url)
  })
  contents.setWindowOpenHandler(({ url, frameName }) => {
    seen.opened.push([url, frameName])
    return { action: seen.isOpen ? 'allow' : 'deny' }
  })
})
ipcMain.handle('echo', (_event, value) => value)
ipcMain.handle('fail', () => {
  throw new RangeError('too far')
})
ipcMain.handle('where', ({ senderFrame }) => ({ url: senderFrame?.url, isTop: senderFrame?.parent === null }))
ipcMain.on('say', (_event, ...args) => seen.received.push(args))

app.on('ready', () => {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'midi'))
  const window = new BrowserWindow({ webPreferences: { preload: join(import.meta.dirname, 'preload.cjs') } })
  void window.loadFile(join(import.meta.dirname, 'index.html'))
})
