import { linkHere } from '../stores/link-here.ts'
import { copyText } from './copy-text.ts'
import { showFailure, showToast } from './toast.tsx'

/**
 * `[UI-8]` `[DT-17]` What Copy link copies: in a browser the address, in the desktop app a link into it.
 * @returns whether it is on the clipboard
 */
async function copyHere(): Promise<boolean> {
  return copied(window.batchdeck ? linkHere().app : location.href)
}

/** Copies the link to what is shown, and says how far it reaches. */
export async function copyLink(): Promise<void> {
  if (!(await copyHere())) return
  const { isLocal, web } = linkHere()
  if (!window.batchdeck) showToast((t) => t('links.copied'), { id: toastId })
  else if (isLocal) showToast((t) => t('links.copiedLocal'), { id: toastId })
  else {
    const steps = web === null ? [] : [{ label: copyWebLabel, run: () => copied(web) }]
    showToast((t) => t('links.copiedApp'), { id: toastId, steps })
  }
}

/** Copies the address that a browser opens. */
export async function copyWebLink(): Promise<void> {
  const { web } = linkHere()
  if (web !== null && (await copied(web))) showToast((t) => t('links.copiedWeb'), { id: toastId })
}

const toastId = 'copied-link'
const copyWebLabel = (t: Parameters<Parameters<typeof showToast>[0]>[0]) => t('links.copyWeb')

async function copied(text: string): Promise<boolean> {
  const isThere = await copyText(text)
  if (!isThere) showFailure((t) => t('common.noClipboard'))
  return isThere
}
