/** Native questions, which nobody is there to answer. */
export const dialog = {
  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`)
  },
  /** As if it was cancelled. A test answers by putting its own in this place. */
  async showMessageBox(first: object, second?: object) {
    const { cancelId = 0 } = (second ?? first) as { cancelId?: number }
    return { response: cancelId, checkboxChecked: false }
  },
  /** Nothing is chosen. A test chooses by putting its own in this place. */
  async showSaveDialog() {
    return { canceled: true, filePath: '' }
  },
  async showOpenDialog() {
    return { canceled: true, filePaths: [] as string[] }
  },
}
