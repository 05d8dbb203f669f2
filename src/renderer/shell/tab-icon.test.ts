import { expect, it } from 'vitest'
import { tabIcon } from './tab-icon.ts'

const svgOf = (address: string) => decodeURIComponent(address.replace('data:image/svg+xml,', ''))

it('[UI-9] the icon counts the problems, red where one is critical, and nothing where all is well', () => {
  expect(svgOf(tabIcon('', false))).not.toContain('<text')
  expect(svgOf(tabIcon('5', false))).toMatch(/#b45309.*>5<\/text>/)
  expect(svgOf(tabIcon('!', true))).toMatch(/#c4321c.*>!<\/text>/)
})
