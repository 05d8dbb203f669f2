import createMarkdownIt from 'markdown-it'
import type { NotePiece } from '../../contract/desktop-update.ts'

/** Nobody reads more of it there. */
const MAX_CHARACTERS = 20_000
const MAX_PIECES = 200

// HTML stays text that can be read, addresses no links.
const markdown = createMarkdownIt({ html: false, linkify: false })

/** `[DT-10]` The notes of a release, which are Markdown, as pieces of text: nothing of them acts, links or loads. */
export function notePieces(notes: string): NotePiece[] {
  const pieces: NotePiece[] = []
  let kind: NotePiece['kind'] = 'text'
  let listDepth = 0
  for (const { type, content, children } of markdown.parse(notes.slice(0, MAX_CHARACTERS), {})) {
    if (type === 'list_item_open') listDepth++
    else if (type === 'list_item_close') listDepth--
    else if (type === 'heading_open') kind = 'heading'
    else if (type === 'heading_close') kind = 'text'
    else if (type === 'fence' || type === 'code_block') add('code', content.trimEnd())
    else if (type === 'inline') add(kind === 'text' && listDepth > 0 ? 'item' : kind, textOf(children ?? []))
  }
  return pieces

  function add(as: NotePiece['kind'], text: string): void {
    if (text.trim() !== '' && pieces.length < MAX_PIECES) pieces.push({ kind: as, text })
  }
}

/** What of a line would be read aloud. */
function textOf(tokens: readonly { readonly type: string; readonly content: string }[]): string {
  return tokens.map(({ type, content }) => (type === 'softbreak' || type === 'hardbreak' ? ' ' : content)).join('')
}
