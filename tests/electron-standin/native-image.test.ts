import { expect, it } from 'vitest'
import { drawTrayIcon } from '../../src/main/tray/tray-icon.ts'
import { nativeImage } from './native-image.ts'

const icon = (edge: number) => drawTrayIcon({ problems: 3, isTemplate: false }, edge)

it('[DT-2] the tray icon is a picture of one size for two densities', () => {
  const image = nativeImage.createEmpty()
  for (const scaleFactor of [1, 2]) {
    image.addRepresentation({
      scaleFactor,
      width: 24 * scaleFactor,
      height: 24 * scaleFactor,
      buffer: icon(24 * scaleFactor),
    })
  }
  expect(image.isEmpty()).toBe(false)
  expect(image.getSize()).toEqual({ width: 24, height: 24 })
  expect(image.getScaleFactors()).toEqual([1, 2])
  expect(image.toBitmap({ scaleFactor: 2 })).toEqual(icon(48))
})

it('a picture stays empty where there are too few pixels, or nobody says how wide it is', () => {
  const image = nativeImage.createEmpty()
  image.addRepresentation({ width: 25, height: 24, buffer: icon(24) })
  image.addRepresentation({ buffer: icon(24) })
  expect(image.isEmpty()).toBe(true)
})

it('pixels whose colours are more than their alpha are refused here, because nobody knows how they would look', () => {
  const buffer = Buffer.from([10, 10, 10, 9])
  expect(() => nativeImage.createEmpty().addRepresentation({ width: 1, height: 1, buffer })).toThrow('premultiplied')
})
