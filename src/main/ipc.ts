import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { ConsoleMethod } from '../contract/procedures.ts'
import type { DesktopAnswer } from '../contract/desktop-bridge.ts'
import { BatchdeckError, problemOf } from '../contract/errors.ts'
import type { MonitorConnection } from './remote-monitor.ts'

/** A page and what it listens to. */
interface Page {
  readonly connection: MonitorConnection
  /** What ends each subscription, by the page's number of it. */
  readonly subscriptions: Map<number, () => void>
}

/** What the page is answered by. */
interface Parts {
  /** A new page's own way to the monitor that is shown. */
  readonly connect: () => MonitorConnection
  /** Answers a call to the app itself; it checks the method and its parameters. */
  readonly desktop: (method: string, params: unknown) => Promise<unknown>
  /** What the page's address starts with. */
  readonly pageUrl: string
}

/** The console API, and what the desktop has beside it, over IPC. `[SEC-3]` Only our own page is answered. */
export function serveIpc({ connect, desktop, pageUrl }: Parts): void {
  const pages = new Map<number, Page>()
  const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(pageUrl)

  function pageOf(sender: WebContents): Page {
    const known = pages.get(sender.id)
    if (known) return known
    const page: Page = { connection: connect(), subscriptions: new Map() }
    pages.set(sender.id, page)
    page.connection.onConnection((state) => {
      if (!sender.isDestroyed()) sender.send('batchdeck:connection', state)
    })
    // A page that is loaded anew connects and subscribes anew.
    const finish = () => {
      pages.delete(sender.id)
      for (const end of page.subscriptions.values()) end()
      page.connection.close()
      sender.off('destroyed', finish)
      sender.off('did-navigate', finish)
    }
    sender.once('destroyed', finish)
    sender.once('did-navigate', finish)
    return page
  }

  async function answer(event: IpcMainInvokeEvent, work: () => Promise<unknown>): Promise<DesktopAnswer> {
    try {
      if (!isOurs(event)) throw new BatchdeckError('FORBIDDEN', 'Only the console may call.')
      return { ok: true, result: await work() }
    } catch (error) {
      return { ok: false, problem: problemOf(error) }
    }
  }

  // Both check the method and its parameters themselves.
  ipcMain.handle('batchdeck:call', (event, method: unknown, params: unknown) =>
    answer(event, () => pageOf(event.sender).connection.call(String(method) as ConsoleMethod, params as never)),
  )
  ipcMain.handle('batchdeck:desktop', (event, method: unknown, params: unknown) =>
    answer(event, () => desktop(String(method), params)),
  )

  ipcMain.on('batchdeck:subscribe', (event, id: unknown) => {
    if (!isOurs(event) || typeof id !== 'number') return
    const { sender } = event
    const { connection, subscriptions } = pageOf(sender)
    subscriptions.get(id)?.()
    subscriptions.set(
      id,
      connection.subscribe((frame) => {
        if (!sender.isDestroyed()) sender.send('batchdeck:frame', id, frame)
      }),
    )
  })

  ipcMain.on('batchdeck:unsubscribe', (event, id: unknown) => {
    if (!isOurs(event) || typeof id !== 'number') return
    const { subscriptions } = pageOf(event.sender)
    subscriptions.get(id)?.()
    subscriptions.delete(id)
  })
}
