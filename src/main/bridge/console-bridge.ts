import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { ConsoleClient } from '../../console/client.ts'
import { type BridgeAnswer, channels } from '../../contract/desktop-bridge.ts'
import { problemOf } from '../../contract/errors.ts'
import { readPlace } from '../../contract/feed-place.ts'
import { refusal } from '../../contract/refusal.ts'
import { isOwnPage } from '../window/addresses.ts'
import { PageImports } from './page-imports.ts'

/** A page and what it listens to. */
interface Page {
  /** Of the monitor that was shown when the page came. */
  readonly client: ConsoleClient
  readonly imports: PageImports
  /** What ends each subscription, by the page's number of it. */
  readonly subscriptions: Map<number, () => void>
}

/** When a page listens no more; one that has crashed comes again as another. */
const ends = ['destroyed', 'did-navigate', 'render-process-gone'] as const

/** What the page is answered by. */
interface Parts {
  /** The way to the monitor that is shown. */
  readonly client: () => ConsoleClient
  /** Answers a call to the app itself; it checks the method and its parameters. */
  readonly desktop: (method: string, params: unknown) => Promise<unknown>
  /** The page's address, without the place that it shows. */
  readonly pageUrl: string
}

/** The console API, and what the desktop has beside it, over IPC. `[SEC-3]` Only our own page is answered. */
export function serveBridge({ client, desktop, pageUrl }: Parts): void {
  const pages = new Map<number, Page>()
  const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame.parent === null && isOwnPage(senderFrame.url, pageUrl)

  function pageOf(sender: WebContents): Page {
    const known = pages.get(sender.id)
    if (known) return known
    const shown = client()
    const page: Page = { client: shown, imports: new PageImports(shown), subscriptions: new Map() }
    pages.set(sender.id, page)
    const endConnection = shown.onConnection((state) => {
      if (!sender.isDestroyed()) sender.send(channels.connection, state)
    })
    // A page that is loaded anew subscribes anew.
    const finish = () => {
      pages.delete(sender.id)
      endConnection()
      for (const end of page.subscriptions.values()) end()
      page.imports.end()
      for (const end of ends) sender.off(end as 'destroyed', finish)
    }
    for (const end of ends) sender.once(end as 'destroyed', finish)
    return page
  }

  async function answer(event: IpcMainInvokeEvent, work: () => Promise<unknown>): Promise<BridgeAnswer> {
    try {
      if (!isOurs(event)) throw refusal('caller_is_no_console')
      return { ok: true, result: await work() }
    } catch (error) {
      return { ok: false, problem: problemOf(error) }
    }
  }

  // Both check the method and its parameters themselves.
  ipcMain.handle(channels.call, (event, method: unknown, params: unknown) =>
    answer(event, () => pageOf(event.sender).imports.call(String(method), params)),
  )
  ipcMain.handle(channels.desktop, (event, method: unknown, params: unknown) =>
    answer(event, () => desktop(String(method), params)),
  )

  ipcMain.on(channels.subscribe, (event, id: unknown, after: unknown) => {
    if (!isOurs(event) || typeof id !== 'number') return
    const { sender } = event
    const page = pageOf(sender)
    page.subscriptions.get(id)?.()
    const send = (frame: unknown) => {
      if (!sender.isDestroyed()) sender.send(channels.frame, id, frame)
    }
    page.subscriptions.set(id, page.client.subscribe(send, readPlace(after)))
  })

  ipcMain.on(channels.unsubscribe, (event, id: unknown) => {
    if (!isOurs(event) || typeof id !== 'number') return
    const { subscriptions } = pageOf(event.sender)
    subscriptions.get(id)?.()
    subscriptions.delete(id)
  })
}
