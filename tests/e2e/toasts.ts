import type { Page } from 'playwright-core'

/**
 * Closes all messages: half faded they have too little contrast for a moment, and on a picture they are in the way. All
 * in one turn of the page, for between two turns one may fade by itself.
 */
export async function closeToasts(page: Page): Promise<void> {
  await page.evaluate(
    `for (const close of document.querySelectorAll('.mantine-Notification-closeButton')) close.click()`,
  )
  await page.locator('.mantine-Notification-root').first().waitFor({ state: 'detached' })
}
