import '../../../manual/document.css'
import './help.css'
import { pageIn } from '../../../manual/page.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useParam } from '../../stores/route.ts'
import { HelpDocument } from './help-document.tsx'
import { HelpFinder } from './help-finder.tsx'
import { NoSuchPage } from './no-such-page.tsx'
import { NotFetched } from './not-fetched.tsx'
import { useManual } from './use-fetched.ts'

/** The documentation, with its search: part of the console's own files, so that it is there without a network. */
export function HelpScreen() {
  const query = useManual()
  const preferred = usePreferences((preferences) => preferences.language)
  const asked = useParam('lang')
  const id = useParam('page') || 'index'
  const language = asked === 'en' || asked === 'zh' ? asked : preferred
  const manual = query.data
  if (!manual) return <NotFetched query={query} />
  const page = pageIn(manual.pages, id, language)
  return (
    <div className="bd-help">
      <HelpFinder manual={manual} page={page} />
      {page ? <HelpDocument key={`${page.language} ${page.id}`} manual={manual} page={page} /> : <NoSuchPage />}
    </div>
  )
}
