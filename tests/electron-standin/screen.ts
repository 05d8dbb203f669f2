const display = { id: 1, scaleFactor: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }

/** One of usual size. */
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
}
