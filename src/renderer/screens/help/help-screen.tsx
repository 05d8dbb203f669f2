import '../../../manual/document.css'
import './help.css'
import { use } from 'react'
import { pageIn } from '../../../manual/page.ts'
import { loadManual } from '../../features/help/manual.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useParam } from '../../stores/route.ts'
import { HelpDocument } from './help-document.tsx'
import { HelpFinder } from './help-finder.tsx'
import { NoSuchPage } from './no-such-page.tsx'

/** The documentation, with its search: part of the console's own files, so that it is there without a network. */
export function HelpScreen() {
  const manual = use(loadManual())
  const preferred = usePreferences((preferences) => preferences.language)
  const asked = useParam('lang')
  const id = useParam('page') || 'index'
  const language = asked === 'en' || asked === 'zh' ? asked : preferred
  const page = pageIn(manual.pages, id, language)
  return (
    <div className="bd-help">
      <HelpFinder manual={manual} page={page} />
      {page ? <HelpDocument key={`${page.language} ${page.id}`} manual={manual} page={page} /> : <NoSuchPage />}
    </div>
  )
}
