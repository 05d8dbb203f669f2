/** What would be opened by the desktop; a test puts its own in this place to see it. */
export const shell = {
  async openExternal(): Promise<void> {},
  async openPath(): Promise<string> {
    return ''
  },
  showItemInFolder(): void {},
}
