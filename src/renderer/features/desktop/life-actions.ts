import { showFailure, showToast } from '../../components/toast.tsx'
import { wordsOf } from '../../backend/context.ts'
import { callDesktop } from '../../stores/desktop.ts'

/** `[DT-13]` @throws {BatchdeckError} */
export async function copyDiagnostics(): Promise<void> {
  await callDesktop('diagnostics.copy', {})
  sayCopied()
}

/** Where it was chosen in the menu of the app, it is told as an event. */
export function sayCopied(): void {
  showToast((t) => t('life.copied'), { id: 'diagnostics' })
}

/** For whoever waits for no answer: says what went wrong. */
export function attempt(work: Promise<unknown>): void {
  work.catch((error: unknown) => showFailure(() => wordsOf(error)))
}
