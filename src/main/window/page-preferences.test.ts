import { expect, it } from 'vitest'
import { pagePreferences } from './page-preferences.ts'

it('[SEC-3] every page is sandboxed and isolated, without Node, webviews and features that are none yet', () => {
  expect(pagePreferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  })
})
