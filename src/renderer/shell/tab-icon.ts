import icon from '../../../resources/icon.svg?raw'

const WARNING = '#b45309'
const CRITICAL = '#c4321c'
/** Its edge, in its own units. */
const EDGE = 1024

/** `[UI-9]` The icon of the tab, as a `data:` address: the app's, and how many problems there are. */
export function tabIcon(mark: string, isCritical: boolean): string {
  const badge =
    mark === ''
      ? ''
      : `<g transform='scale(${EDGE / 16})'>` +
        `<circle cx='10.5' cy='5.5' r='5.1' fill='${isCritical ? CRITICAL : WARNING}' stroke='#fff' stroke-width='.8'/>` +
        `<text x='10.5' y='8.4' font-family='sans-serif' font-size='${mark.length > 1 ? 6.5 : 8}' font-weight='700' text-anchor='middle' fill='#fff'>${mark}</text></g>`
  const svg = icon.replace(/<!--[^>]*-->/, '').replace('</svg>', `${badge}</svg>`)
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
