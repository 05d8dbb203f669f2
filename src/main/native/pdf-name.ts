/** `Batchdeck Consumers 2026-11-30 14.05`: of the title of a window, and by the clock of this machine. */
export function fileName(title: string, at: Date): string {
  // The count of problems before it is about a moment, and so is what a system allows no file to be called.
  const name = title.replace(/^\([^)]*\) /, '').replace(/ – Batchdeck$/, '')
  const two = (part: number) => String(part).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `Batchdeck ${name} ${day} ${two(at.getHours())}.${two(at.getMinutes())}`.replaceAll(
    /[\\/:*?"<>|\p{Cc}]/gu,
    '-',
  )
}
