import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What fades in has too little contrast on the way: it comes to its end first. What turns for ever has none. */
const rest = `Promise.allSettled(
  document.getAnimations().flatMap((each) =>
    each.effect.getComputedTiming().endTime === Infinity ? [] : [each.finished],
  ),
)`

/** Nothing on it waits for an answer: what is found of it would be of what is about to be replaced. */
const isSettled = `!document.querySelector('[aria-busy="true"]')`
/** A busy machine answers late. */
const SETTLE_TIMEOUT_MS = 8000

/** The rules that go by colours. */
const colorRules = ['color-contrast', 'link-in-text-block']

/**
 * Axe's serious and critical findings, as text.
 * @param isOfColors only those that another theme can make of a page that has none in one
 */
export async function faults(page: Page, isOfColors = false): Promise<string[]> {
  // A page that was not loaded anew has it already.
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe)
  await page.waitForFunction(isSettled, null, { timeout: SETTLE_TIMEOUT_MS })
  await page.evaluate(rest)
  return found(page, isOfColors ? { runOnly: colorRules } : {})
}

/** The same of colours only, and as if everything on the page waited for an answer: it is read meanwhile (UI-6). */
export async function faultsWhileWaiting(page: Page): Promise<string[]> {
  await page.evaluate(
    `document.querySelectorAll('.bd-panel').forEach((each) => each.setAttribute('aria-busy', 'true'))`,
  )
  await page.evaluate(rest)
  const faulty = await found(page, { runOnly: colorRules })
  await page.evaluate(
    `document.querySelectorAll('.bd-panel').forEach((each) => each.setAttribute('aria-busy', 'false'))`,
  )
  return faulty
}

function found(page: Page, options: object): Promise<string[]> {
  return page.evaluate(async (only) => {
    interface Finding {
      id: string
      impact: string
      nodes: { html: string; failureSummary: string }[]
    }
    const scope = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }
    // Of what is well it need not say where that is.
    const { violations } = await scope.axe.run({ resultTypes: ['violations'], ...only })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary.slice(0, 300)}`)
  }, options)
}
