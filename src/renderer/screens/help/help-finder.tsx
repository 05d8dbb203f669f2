import { Button, TextInput } from '@mantine/core'
import { IconList, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_SEARCH_LENGTH } from '../../../contract/events.ts'
import type { ManualPage } from '../../../manual/page.ts'
import type { ManualHit } from '../../../manual/search.ts'
import type { Manual } from '../../features/help/manual.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { goTo } from '../../stores/scope.ts'
import { HelpHits, hitId } from './help-hits.tsx'
import { HelpPages } from './help-pages.tsx'
import { focusPage } from './place-in-page.ts'
import { useManualSearch } from './use-manual-search.ts'

interface HelpFinderProps {
  readonly manual: Manual
  readonly page: ManualPage | undefined
}

const MAX_HITS = 20
const LIST_ID = 'help-hits'

/** The search, and what it has found; without a query, all pages. `/` goes to it (UI-6). */
export function HelpFinder({ manual, page }: HelpFinderProps) {
  const { t } = useTranslation()
  const language = usePreferences((preferences) => preferences.language)
  const query = useParam('q')
  const [chosen, setChosen] = useState(0)
  // On a phone the list of pages covers the page only where it was asked for.
  const [isOpen, setIsOpen] = useState(false)
  const search = useManualSearch(manual, query !== '')
  // An address may have any.
  const found = search?.find(query.slice(0, MAX_SEARCH_LENGTH), MAX_HITS + 1, language) ?? []
  const hits = found.slice(0, MAX_HITS)
  const isSearching = query.trim() !== ''
  const active = Math.min(chosen, hits.length - 1)

  function open({ section: { page: id, heading, language: of } }: ManualHit): void {
    setIsOpen(false)
    goTo('help', { page: id, at: heading, ...(of !== language && { lang: of }) })
    focusPage()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const hit = hits[active]
    if (event.key === 'ArrowDown') setChosen(Math.min(hits.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(0, active - 1))
    else if (event.key === 'Enter' && hit) open(hit)
    else if (event.key === 'Escape' && query !== '') setParams({ q: '' })
    else return
    event.preventDefault()
  }

  return (
    <aside className="bd-help-finder" aria-label={t('help.pages')} data-open={isOpen || isSearching ? '' : undefined}>
      <div className="bd-help-search">
        <TextInput
          data-filter
          type="search"
          role="combobox"
          aria-expanded={isSearching}
          aria-controls={LIST_ID}
          aria-autocomplete="list"
          aria-activedescendant={hits[active] ? hitId(LIST_ID, active) : undefined}
          aria-label={t('help.search')}
          placeholder={`${t('help.search')}  /`}
          leftSection={<IconSearch size={14} />}
          autoComplete="off"
          spellCheck={false}
          maxLength={MAX_SEARCH_LENGTH}
          value={query}
          onChange={(event) => {
            setChosen(0)
            setParams({ q: event.currentTarget.value })
          }}
          onKeyDown={onKeyDown}
        />
        <Button
          className="bd-help-toggle"
          variant="default"
          aria-expanded={isOpen}
          leftSection={<IconList size={14} />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t('help.pages')}
        </Button>
      </div>
      {isSearching ? (
        <HelpHits
          id={LIST_ID}
          hits={hits}
          hasMore={found.length > MAX_HITS}
          active={active}
          isLoading={search === null}
          onOpen={open}
        />
      ) : (
        <HelpPages pages={manual.pages} shown={page} onChoose={() => setIsOpen(false)} />
      )}
    </aside>
  )
}
