import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ManualLanguage, pageIn, pagesByGroup } from '../src/manual/page.ts'
import type { BuiltPage } from './manual.ts'
import { siteWords } from './words.ts'

interface Release {
  readonly version: string
  /** When a source was last changed, as `2026-01-31`; null where nobody knows. */
  changed(path: string): string | null
}

const languageNames: Readonly<Record<ManualLanguage, string>> = { en: 'English', zh: '简体中文' }
const languageTags: Readonly<Record<ManualLanguage, string>> = { en: 'en', zh: 'zh-CN' }

const icon = `data:image/svg+xml,${encodeURIComponent(
  readFileSync(resolve(import.meta.dirname, '../resources/icon.svg'), 'utf8').replace(/<!--.*?-->/s, ''),
)}`

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'"

/** `channels.html`, `index.zh.html`: all pages are in one folder, so that they work under any path. */
export function fileOf({ id, language }: { readonly id: string; readonly language: ManualLanguage }): string {
  return language === 'en' ? `${id}.html` : `${id}.${language}.html`
}

/** A whole page of the site. */
export function sitePage(page: BuiltPage, pages: readonly BuiltPage[], release: Release): string {
  const { language } = page
  const words = siteWords[language]
  const inOrder = pagesByGroup(pages, language).flatMap((group) => group.pages)
  const place = inOrder.findIndex(({ id }) => id === page.id)
  const step = (to: number, rel: string, label: string) => {
    const other = inOrder[to]
    return other
      ? `<a rel="${rel}" href="${fileOf(other)}"><small>${label}</small>${escaped(other.title)}</a>`
      : '<span></span>'
  }
  const changed = release.changed(page.source.path)
  return documentOf(
    page.title,
    page.summary,
    language,
    `
    <a class="skip" href="#content">${words.skip}</a>
    ${header(page, pages)}
    <div class="columns">
      ${navigation(page, pages)}
      <main id="content">
        <article class="doc" data-copy="${words.copy}" data-copied="${words.copied}">${page.html}</article>
        <footer>
          <nav class="steps" aria-label="${words.pages}">${step(place - 1, 'prev', words.previous)}${step(place + 1, 'next', words.next)}</nav>
          <p>${words.version} ${escaped(release.version)}${changed === null ? '' : ` · ${words.changed} <time>${changed}</time>`}</p>
        </footer>
      </main>
      ${contents(page)}
    </div>`,
  )
}

/** What a server answers for a page that is not there. It may be shown at any depth, and looks the same everywhere. */
export function notFoundPage(base: string): string {
  const words = siteWords.en
  return documentOf(
    words.notFound,
    '',
    'en',
    `
    <main class="not-found" id="content">
      <article class="doc"><h1>${words.notFound}</h1><p><a href="${escaped(base)}index.html">${words.home}</a></p></article>
    </main>`,
    base,
  )
}

function documentOf(title: string, summary: string, language: ManualLanguage, body: string, base = ''): string {
  const name = title === 'Batchdeck' ? title : `${title} · Batchdeck`
  return `<!doctype html>
<html lang="${languageTags[language]}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="description" content="${escaped(summary.slice(0, 200))}">
    <title>${escaped(name)}</title>
    <link rel="icon" href="${icon}">
    <script src="${base}theme.js"></script>
    <link rel="stylesheet" href="${base}site.css">
    <script type="module" src="${base}site.js"></script>
  </head>
  <body>${body}
  </body>
</html>
`
}

function header(page: BuiltPage, pages: readonly BuiltPage[]): string {
  const { id, language } = page
  const words = siteWords[language]
  const home = pageIn(pages, 'index', language)
  const others = pages.filter((one) => one.id === id && one.language !== language)
  const links = others.map(
    (one) =>
      `<a href="${fileOf(one)}" lang="${languageTags[one.language]}" hreflang="${languageTags[one.language]}">${languageNames[one.language]}</a>`,
  )
  return `<header>
      <a class="brand" href="${home ? fileOf(home) : 'index.html'}">Batchdeck</a>
      <div class="search" role="search">
        <input type="search" role="combobox" aria-expanded="false" aria-controls="hits" aria-autocomplete="list" aria-label="${words.search}" placeholder="${words.search}  /" autocomplete="off" spellcheck="false" data-nothing="${words.nothing}">
        <div class="hits" hidden><p role="status"></p><div id="hits" role="listbox" aria-label="${words.search}"></div></div>
      </div>
      <span class="spacer"></span>
      ${links.join('')}
      <button type="button" class="theme" aria-label="${words.theme}" title="${words.theme}">◐</button>
    </header>`
}

function navigation(page: BuiltPage, pages: readonly BuiltPage[]): string {
  const words = siteWords[page.language]
  const groups = pagesByGroup(pages, page.language).map(
    (group) =>
      `<h2>${words.group[group.group]}</h2>${group.pages
        .map(
          (one) =>
            `<a href="${fileOf(one)}"${one.id === page.id ? ' aria-current="page"' : ''}>${escaped(one.title)}</a>`,
        )
        .join('')}`,
  )
  // On a phone it is folded; a wide page shows it beside the text.
  return `<details class="pages"><summary>${words.pages}</summary><nav aria-label="${words.pages}">${groups.join('')}</nav></details>`
}

/** A page of more headings lists the upper ones only. */
const MAX_HEADINGS = 40

function contents({ headings, language }: BuiltPage): string {
  const words = siteWords[language]
  const depth = headings.length > MAX_HEADINGS ? 2 : 3
  const shown = headings.filter((heading) => heading.depth <= depth)
  if (shown.length < 2) return ''
  const links = shown.map(
    ({ id, text, depth: of }) => `<a href="#${escaped(id)}" data-depth="${of}">${escaped(text)}</a>`,
  )
  return `<nav class="contents" aria-label="${words.contents}"><h2>${words.contents}</h2>${links.join('')}</nav>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
