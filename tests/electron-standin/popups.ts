import { BrowserWindow } from './browser-window.ts'
import { chromium, type OpenedPage } from './chromium-pipe.ts'

/** Asks the app for each window that a page opens: one that is denied loads nothing and is closed. */
export function watchPopups(): void {
  chromium.on('popup', (page: OpenedPage, openerId: string) => void decide(page, openerId))
}

async function decide(page: OpenedPage, openerId: string): Promise<void> {
  const opener = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.targetId === openerId)
  if (!opener) {
    await deny(page)
    return
  }
  const { webContents: contents } = opener
  const details = await contents.nextOpened()
  const answer = contents.mayOpen(details)
  if (answer.action === 'deny') await deny(page)
  else {
    const window = new BrowserWindow(
      { webPreferences: contents.preferences, ...answer.overrideBrowserWindowOptions },
      page,
    )
    contents.emit('did-create-window', window, details)
  }
}

/** While it waits its opener waits, too: it has to begin, and every request it makes stays unanswered. */
async function deny({ session, targetId }: OpenedPage): Promise<void> {
  await session.begin()
  await chromium.send('Target.closeTarget', { targetId })
}
