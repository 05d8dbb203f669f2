const CALM = '#2563eb'
const WARNING = '#b45309'
const CRITICAL = '#c4321c'

/** `[UI-9]` The icon of the tab, as a `data:` address: three bars, and how many problems there are. */
export function tabIcon(mark: string, isCritical: boolean): string {
  const bars = [14, 9, 12].map((width, i) => `<rect x='1' y='${2 + i * 4.4}' width='${width}' height='3.2' rx='1'/>`)
  const badge =
    mark === ''
      ? ''
      : `<circle cx='10.5' cy='5.5' r='5.5' fill='${isCritical ? CRITICAL : WARNING}'/>` +
        `<text x='10.5' y='8.4' font-family='sans-serif' font-size='${mark.length > 1 ? 6.5 : 8}' font-weight='700' text-anchor='middle' fill='#fff'>${mark}</text>`
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><g fill='${CALM}'>${bars.join('')}</g>${badge}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
