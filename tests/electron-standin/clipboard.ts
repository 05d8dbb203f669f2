let kept = ''

/** One of the app's own, beside that of its pages. */
export const clipboard = {
  writeText(text: string): void {
    kept = text
  },
  readText(): string {
    return kept
  },
}
