import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { ConsoleMethod } from '../core/console-api.ts'
import { BatchdeckError, problemOf } from '../core/errors.ts'
import type { ConsoleConnection } from '../monitor/console-calls.ts'

/** A page and what it listens to. */
interface Page {
  readonly connection: ConsoleConnection
  /** What ends each subscription, by the page's number of it. */
  readonly subscriptions: Map<number, () => void>
}

/**
 * The console API over IPC. `[SEC-3]` Only our own page is answered.
 * @param connect a new page's own way in
 * @param pageUrl what the page's address starts with
 */
export function serveIpc(connect: () => ConsoleConnection, pageUrl: string): void {
  const pages = new Map<number, Page>()
  const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(pageUrl)

  function pageOf(sender: WebContents): Page {
    const known = pages.get(sender.id)
    if (known) return known
    const page: Page = { connection: connect(), subscriptions: new Map() }
    pages.set(sender.id, page)
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

  ipcMain.handle('batchdeck:call', async (event, method: unknown, params: unknown) => {
    try {
      if (!isOurs(event)) throw new BatchdeckError('FORBIDDEN', 'Only the console may call.')
      // The API checks the method and its parameters itself.
      const result = await pageOf(event.sender).connection.call(String(method) as ConsoleMethod, params as never)
      return { ok: true, result }
    } catch (error) {
      return { ok: false, problem: problemOf(error) }
    }
  })

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
