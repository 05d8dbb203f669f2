let kept = ''

/** One of the app's own, beside that of its pages. */
export const clipboard = {
  async writeText(text: string): Promise<void> {
    kept = text
  },
  async readText(): Promise<string> {
    return kept
  },
}
