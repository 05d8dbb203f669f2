import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Language } from '../../console/language.ts'
import { texts } from '../app/texts.ts'
import { nativeWords } from './words.ts'

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'linkURL'> & {
  readonly editFlags: Pick<
    ContextMenuParams['editFlags'],
    'canUndo' | 'canRedo' | 'canCut' | 'canCopy' | 'canPaste' | 'canSelectAll'
  >
}

/** `[DT-24]` What a right click offers: to edit where something is typed, to copy what is selected; empty elsewhere. */
export function contextMenu(
  { isEditable, editFlags: can, selectionText, linkURL }: Clicked,
  language: Language,
  copy: (text: string) => void,
): MenuItemConstructorOptions[] {
  const { menu } = texts[language]
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  if (isEditable) {
    return [
      { role: 'undo', label: menu.undo, enabled: can.canUndo },
      { role: 'redo', label: menu.redo, enabled: can.canRedo },
      separator,
      { role: 'cut', label: menu.cut, enabled: can.canCut },
      { role: 'copy', label: menu.copy, enabled: can.canCopy },
      { role: 'paste', label: menu.paste, enabled: can.canPaste },
      separator,
      { role: 'selectAll', label: menu.selectAll, enabled: can.canSelectAll },
    ]
  }
  // A link within the app has no address for others.
  const isLink = linkURL.startsWith('https://')
  return [
    ...(selectionText.trim() === '' ? [] : [{ role: 'copy' as const, label: menu.copy }]),
    ...(isLink ? [{ label: nativeWords[language].context.copyLink, click: () => copy(linkURL) }] : []),
  ]
}
