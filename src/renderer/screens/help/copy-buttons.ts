import { copyText } from '../../components/copy-text.ts'
import { showFailure } from '../../components/toast.tsx'

/** How long a button says that it has copied, ms. */
const SAID_MS = 1500

/**
 * Gives every block of code of a page a button that copies it.
 * @returns takes them away again
 */
export function addCopyButtons(
  article: HTMLElement,
  words: { readonly copy: string; readonly copied: string },
): () => void {
  const buttons = Array.from(article.querySelectorAll('.doc-block'), (block) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'doc-copy'
    button.textContent = words.copy
    button.addEventListener('click', () => void copy(button, block.querySelector('pre')?.textContent ?? '', words))
    block.append(button)
    return button
  })
  return () => {
    for (const button of buttons) button.remove()
  }
}

async function copy(
  button: HTMLButtonElement,
  text: string,
  words: { readonly copy: string; readonly copied: string },
): Promise<void> {
  if (!(await copyText(text))) {
    showFailure((t) => t('common.noClipboard'))
    return
  }
  button.textContent = words.copied
  setTimeout(() => {
    button.textContent = words.copy
  }, SAID_MS)
}
