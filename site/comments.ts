import type { MarkdownIt } from 'markdown-it'

/** Leaves out lines that are an HTML comment, as GitHub does: with them documents mark the parts that tests read or write. */
export function hideComments(markdown: MarkdownIt): void {
  markdown.block.ruler.before(
    'paragraph',
    'comment',
    (state, startLine, _endLine, silent) => {
      const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0)
      const line = state.src.slice(start, state.eMarks[startLine])
      if (!/^<!--.*-->\s*$/.test(line)) return false
      if (!silent) state.line = startLine + 1
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
}
