import type { Page } from 'playwright-core'

/** Two words in a row, as no name in these tests is. */
const sentence = /[A-Za-z]{3,}\s+[A-Za-z]{2,}/

/**
 * English that stands on the page, read or read out, code aside.
 * @param data what consumers and the monitor said, which no console translates
 */
export async function englishOn(page: Page, data: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement?.closest('style, script, pre')) {
        found.push(walker.currentNode.textContent ?? '')
      }
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name) ?? '')
    }
    return found
  })
  return texts.filter((text) => sentence.test(data.reduce((rest, said) => rest.replaceAll(said, ''), text)))
}
