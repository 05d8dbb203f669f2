const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

interface Source {
  readonly scaleFactor?: number
  /** Of a bitmap; a PNG says it itself. */
  readonly width?: number
  readonly height?: number
  readonly buffer?: Buffer
}

interface Representation {
  readonly scaleFactor: number
  readonly width: number
  readonly height: number
  /** Raw pixels; null of a PNG, which is not decoded here. */
  readonly bitmap: Buffer | null
}

/**
 * A picture by its representations, made of PNG files or of raw pixels as on every desktop: blue, green, red and alpha of
 * each, the colours multiplied by the alpha. What is neither leaves it as it was, as in Electron.
 */
export class NativeImage {
  private readonly representations: Representation[] = []
  private isTemplate = false

  addRepresentation({ scaleFactor = 1, width = 0, height = 0, buffer }: Source): void {
    if (buffer?.subarray(0, 8).equals(signature)) {
      const size = { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) }
      this.representations.push({ scaleFactor, ...size, bitmap: null })
    } else if (width > 0 && height > 0 && buffer && buffer.length >= width * height * 4) {
      const bitmap = Buffer.from(buffer.subarray(0, width * height * 4))
      assertPremultiplied(bitmap)
      this.representations.push({ scaleFactor, width, height, bitmap })
    }
  }

  isEmpty(): boolean {
    return this.representations.length === 0
  }

  /** In pixels that do not depend on the density. */
  getSize(): { width: number; height: number } {
    const [first] = this.representations
    if (!first) return { width: 0, height: 0 }
    const { scaleFactor, width, height } = first
    return { width: width / scaleFactor, height: height / scaleFactor }
  }

  getScaleFactors(): number[] {
    return this.representations.map(({ scaleFactor }) => scaleFactor)
  }

  toBitmap({ scaleFactor = 1 }: { scaleFactor?: number } = {}): Buffer {
    return this.representations.find((one) => one.scaleFactor === scaleFactor)?.bitmap ?? Buffer.alloc(0)
  }

  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate
  }

  isTemplateImage(): boolean {
    return this.isTemplate
  }
}

/** Electron would show colours that are more than their alpha, but no one knows how. */
function assertPremultiplied(bitmap: Buffer): void {
  for (let i = 0; i < bitmap.length; i += 4) {
    const alpha = bitmap[i + 3] ?? 0
    if (bitmap.subarray(i, i + 3).some((colour) => colour > alpha)) {
      throw new Error(`Pixel ${i / 4} is not premultiplied.`)
    }
  }
}

export const nativeImage = {
  createEmpty: () => new NativeImage(),
}
