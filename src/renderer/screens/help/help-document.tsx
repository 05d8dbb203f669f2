import { type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ManualPage } from '../../../manual/page.ts'
import { download } from '../../components/download.ts'
import { showFailure } from '../../components/toast.tsx'
import type { Manual } from '../../features/help/manual.ts'
import { parseHash, useParam } from '../../stores/route.ts'
import { goTo } from '../../stores/scope.ts'
import { addCopyButtons } from './copy-buttons.ts'
import { HelpContents } from './help-contents.tsx'
import { LanguageLine } from './language-line.tsx'
import { NotFetched } from './not-fetched.tsx'
import { focusPage, headingInView, keptTop, keepTop, PAGE_ID, scrollToHeading } from './place-in-page.ts'
import { usePageText } from './use-fetched.ts'

interface HelpDocumentProps {
  readonly manual: Manual
  readonly page: ManualPage
}

/** How long a page stays where it is before that is remembered, ms. */
const KEEP_DELAY_MS = 200

/** One page, with its contents beside it. */
export function HelpDocument({ manual, page }: HelpDocumentProps) {
  const [inView, setInView] = useState('')
  const text = usePageText(manual, page)
  const timer = useRef(0)
  useEffect(() => {
    if (document.activeElement === document.body) focusPage()
    return () => window.clearTimeout(timer.current)
  }, [])
  function onScroll({ currentTarget: box }: { currentTarget: HTMLElement }): void {
    setInView(headingInView(box))
    const { hash } = location
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => keepTop(hash, box.scrollTop), KEEP_DELAY_MS)
  }
  return (
    <>
      <div className="bd-help-page" id={PAGE_ID} role="region" aria-label={page.title} tabIndex={0} onScroll={onScroll}>
        <LanguageLine manual={manual} page={page} />
        {text.data === undefined ? (
          <NotFetched query={text} />
        ) : (
          <PageText manual={manual} page={page} html={text.data} />
        )}
      </div>
      <HelpContents page={page} inView={inView} />
    </>
  )
}

function PageText({ manual, page, html }: HelpDocumentProps & { readonly html: string }) {
  const { t } = useTranslation()
  const at = useParam('at')
  const article = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const box = article.current?.parentElement
    if (!box) return
    const top = keptTop()
    if (top === null) scrollToHeading(box, at)
    else box.scrollTop = top
  }, [page, at])

  const copy = t('common.copy')
  const copied = t('common.copied')
  useEffect(() => {
    if (article.current) return addCopyButtons(article.current, { copy, copied })
  }, [html, copy, copied])

  /** Links within the documentation keep task and range in the address; files are saved. */
  function follow(event: MouseEvent<HTMLElement>): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const file = link.dataset['file']
    if (file === undefined && !link.hash.startsWith('#/help')) return
    event.preventDefault()
    if (file !== undefined) {
      const name = file.split('/').at(-1) ?? file
      const text = manual.files[file]?.() ?? Promise.reject(new Error(file))
      text.then(
        (content) => download(name, content),
        () => showFailure(() => t('help.noFile', { name })),
      )
      return
    }
    const { params } = parseHash(link.hash)
    const box = article.current?.parentElement
    if (box && params['page'] === page.id && (params['at'] ?? '') === at) scrollToHeading(box, at)
    else goTo('help', params)
  }

  return (
    <article
      ref={article}
      className="doc"
      lang={page.language === 'zh' ? 'zh-CN' : 'en'}
      onClick={follow}
      // Made of this project's own documents when it is built, by a renderer that lets no HTML of theirs through
      // (site/markdown.ts); nothing that comes from a monitor, a consumer or an address is in it.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  )
}
