import type { ManualPage } from '../../../manual/page.ts'
import type { Manual } from '../../features/help/manual.ts'

const texts = new Map<string, Promise<string>>()

/** The HTML of a page, fetched once; again where that failed. */
export function textOf(manual: Manual, { language, id }: ManualPage): Promise<string> {
  const name = `${language} ${id}`
  const known = texts.get(name)
  if (known) return known
  const text = (manual.texts[name]?.() ?? Promise.reject(new Error(name))).catch((error: unknown) => {
    texts.delete(name)
    throw error
  })
  texts.set(name, text)
  return text
}
