import { app, Menu, systemPreferences } from 'electron'

/**
 * `[DT-24]` macOS adds these two to every Edit menu, in its own language: the menu has its own, in that of the page. Before
 * there is a menu.
 */
export function withoutItemsOfTheSystem(): void {
  if (process.platform !== 'darwin') return
  for (const key of ['NSDisabledDictationMenuItem', 'NSDisabledCharacterPaletteMenuItem']) {
    systemPreferences.setUserDefault(key, 'boolean', true)
  }
}

export function startDictation(): void {
  if (process.platform === 'darwin') Menu.sendActionToFirstResponder('startDictation:')
}

export function showEmoji(): void {
  if (app.isEmojiPanelSupported()) app.showEmojiPanel()
}
