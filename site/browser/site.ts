// What moves on the documentation's site: the search, the theme, and the list of pages beside a wide page.
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '../../src/manual/document.css'
import './site.css'
import type { ManualPage, ManualSection } from '../../src/manual/page.ts'
import { type ManualHit, ManualSearch } from '../../src/manual/search.ts'

const MAX_HITS = 12
const root = document.documentElement
const language = root.lang.startsWith('zh') ? 'zh' : 'en'

addSearch()
addTheme()
addCopyButtons()
openPages()

function addSearch(): void {
  const input = document.querySelector<HTMLInputElement>('.search input')
  const box = document.querySelector<HTMLElement>('.hits')
  const list = document.getElementById('hits')
  const status = box?.querySelector('p')
  if (!input || !box || !list || !status) return
  let loading: Promise<ManualSearch> | undefined
  let chosen = 0
  const options = () => [...list.querySelectorAll('a')]

  const choose = (index: number) => {
    const all = options()
    chosen = Math.max(0, Math.min(all.length - 1, index))
    all.forEach((option, i) => option.setAttribute('aria-selected', String(i === chosen)))
    all[chosen]?.scrollIntoView({ block: 'nearest' })
    if (all[chosen]) input.setAttribute('aria-activedescendant', `hit-${chosen}`)
    else input.removeAttribute('aria-activedescendant')
  }
  const show = async () => {
    const query = input.value
    if (query.trim() === '') return close()
    const search = await (loading ??= loadSearch().catch((error: unknown) => {
      loading = undefined
      throw error
    }))
    // Another letter may have come meanwhile.
    if (query !== input.value) return
    const hits = search.find(query, MAX_HITS, language)
    list.replaceChildren(...hits.map(optionOf))
    status.textContent = hits.length === 0 ? (input.dataset['nothing'] ?? '') : ''
    box.hidden = false
    input.setAttribute('aria-expanded', 'true')
    choose(0)
  }
  const close = () => {
    box.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  input.addEventListener('input', () => void show())
  input.addEventListener('focus', () => void show())
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown') choose(chosen + 1)
    else if (event.key === 'ArrowUp') choose(chosen - 1)
    else if (event.key === 'Enter') options()[chosen]?.click()
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
  })
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    // It is in sight already: the head of the page stays where it is.
    input.focus({ preventScroll: true })
    input.select()
  })
  document.addEventListener('click', ({ target }) => {
    const isLink = target instanceof Element && target.closest('.hits a') !== null
    if (isLink || !(target instanceof Element && target.closest('.search'))) close()
  })
}

async function loadSearch(): Promise<ManualSearch> {
  const answer = await fetch('search.json')
  if (!answer.ok) throw new Error(`search.json was answered ${answer.status}`)
  const { pages, sections } = (await answer.json()) as { pages: ManualPage[]; sections: ManualSection[] }
  return new ManualSearch(pages, sections)
}

function optionOf({ section, page, excerpt }: ManualHit, index: number): HTMLElement {
  const file = section.language === 'en' ? `${section.page}.html` : `${section.page}.${section.language}.html`
  const href = `${file}${section.heading === '' ? '' : `#${section.heading}`}`
  // By the keyboard it is chosen from the field.
  const option = element('a', { role: 'option', id: `hit-${index}`, href, tabindex: '-1' })
  const where = element('small', {}, section.heading === '' ? '' : page)
  const text = element('span', {})
  text.append(...excerpt.map((part) => (part.isMatch ? element('mark', {}, part.text) : part.text)))
  option.append(element('strong', {}, section.title), where, text)
  return option
}

function element(name: string, attributes: Readonly<Record<string, string>>, text = ''): HTMLElement {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.textContent = text
  return made
}

function addTheme(): void {
  document.querySelector('.theme')?.addEventListener('click', () => {
    const isDark = root.dataset['theme']
      ? root.dataset['theme'] === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset['theme'] = isDark ? 'light' : 'dark'
    try {
      localStorage.setItem('batchdeck-theme', root.dataset['theme'])
    } catch {
      // It holds until the next page, then.
    }
  })
}

/** How long a button says that it has copied, ms. */
const SAID_MS = 1500

function addCopyButtons(): void {
  const { copy = '', copied = '' } = document.querySelector<HTMLElement>('article')?.dataset ?? {}
  // A page that came by plain HTTP from another machine has no clipboard.
  if (!isSecureContext) return
  for (const block of document.querySelectorAll('.doc-block')) {
    const button = element('button', { type: 'button', class: 'doc-copy' }, copy)
    button.addEventListener('click', () => void copyCode(button, block, { copy, copied }))
    block.append(button)
  }
}

async function copyCode(button: HTMLElement, block: Element, words: { copy: string; copied: string }): Promise<void> {
  await navigator.clipboard.writeText(block.querySelector('pre')?.textContent ?? '')
  button.textContent = words.copied
  setTimeout(() => {
    button.textContent = words.copy
  }, SAID_MS)
}

function openPages(): void {
  const pages = document.querySelector<HTMLDetailsElement>('.pages')
  const wide = matchMedia('(min-width: 900px)')
  const follow = () => {
    if (pages) pages.open = wide.matches
  }
  follow()
  wide.addEventListener('change', follow)
}
