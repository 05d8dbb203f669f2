import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import type { ConsoleApi, ConsoleMethod } from '../core/console-api.ts'
import { BatchdeckError, problemOf } from '../core/errors.ts'

/**
 * The console API over IPC. `[SEC-3]` Only our own page is answered.
 * @param pageUrl what the page's address starts with
 */
export function serveIpc(api: ConsoleApi, pageUrl: string): void {
  const ends = new Map<string, () => void>()
  const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(pageUrl)

  ipcMain.handle('batchdeck:call', async (event, method: unknown, params: unknown) => {
    try {
      if (!isOurs(event)) throw new BatchdeckError('FORBIDDEN', 'Only the console may call.')
      // The API checks the method and its parameters itself.
      return { ok: true, result: await api.call(String(method) as ConsoleMethod, params as never) }
    } catch (error) {
      return { ok: false, problem: problemOf(error) }
    }
  })

  ipcMain.on('batchdeck:subscribe', (event, id: unknown) => {
    if (!isOurs(event) || typeof id !== 'number') return
    const { sender } = event
    const key = `${sender.id}/${id}`
    const end = api.subscribe((frame) => {
      if (!sender.isDestroyed()) sender.send('batchdeck:frame', id, frame)
    })
    const finish = () => {
      end()
      ends.delete(key)
      sender.off('destroyed', finish)
      sender.off('did-navigate', finish)
    }
    ends.get(key)?.()
    ends.set(key, finish)
    // A page that is loaded anew subscribes anew.
    sender.once('destroyed', finish)
    sender.once('did-navigate', finish)
  })

  ipcMain.on('batchdeck:unsubscribe', (event, id: unknown) => {
    if (isOurs(event)) ends.get(`${event.sender.id}/${String(id)}`)?.()
  })
}
