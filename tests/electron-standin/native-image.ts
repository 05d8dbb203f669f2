const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

interface Representation {
  readonly scaleFactor: number
  readonly buffer: Buffer
}

/** A picture by its PNG files; what is no PNG is an empty picture, as in Electron. */
export class NativeImage {
  private readonly representations: Representation[] = []
  private isTemplate = false

  addRepresentation({ scaleFactor = 1, buffer }: { scaleFactor?: number; buffer?: Buffer }): void {
    if (buffer?.subarray(0, 8).equals(signature)) this.representations.push({ scaleFactor, buffer })
  }

  isEmpty(): boolean {
    return this.representations.length === 0
  }

  /** In pixels that do not depend on the density. */
  getSize(): { width: number; height: number } {
    const [first] = this.representations
    if (!first) return { width: 0, height: 0 }
    const { scaleFactor, buffer } = first
    return { width: buffer.readUInt32BE(16) / scaleFactor, height: buffer.readUInt32BE(20) / scaleFactor }
  }

  toPNG({ scaleFactor = 1 }: { scaleFactor?: number } = {}): Buffer {
    return this.representations.find((one) => one.scaleFactor === scaleFactor)?.buffer ?? Buffer.alloc(0)
  }

  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate
  }

  isTemplateImage(): boolean {
    return this.isTemplate
  }
}

export const nativeImage = {
  createEmpty: () => new NativeImage(),
  createFromBuffer(buffer: Buffer, { scaleFactor = 1 }: { scaleFactor?: number } = {}): NativeImage {
    const image = new NativeImage()
    image.addRepresentation({ scaleFactor, buffer })
    return image
  },
}
