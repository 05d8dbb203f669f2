import { app } from 'electron'
import { type AppStore, follow, languageOf } from '../app/app-state.ts'
import { nativeWords } from './words.ts'

/** `[DT-24]` What **About** says, in the language of the page. */
export function followAbout(store: AppStore): void {
  follow(store, languageOf, (language) => {
    const { credits, copyright } = nativeWords[language].about
    app.setAboutPanelOptions({
      applicationName: 'Batchdeck',
      applicationVersion: app.getVersion(),
      copyright,
      credits,
    })
  })
}
