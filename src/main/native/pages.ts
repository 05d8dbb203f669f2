import { app, type BrowserWindow, dialog, shell } from 'electron'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Language } from '../../console/language.ts'
import type { PdfOutcome, PrintOutcome } from '../../contract/desktop-native.ts'
import { fileName } from './pdf-name.ts'
import { nativeWords } from './words.ts'

interface Parts {
  readonly window: () => BrowserWindow | null
  readonly language: () => Language
}

/** `[DT-23]` What is shown, on paper or as a PDF. The page has put on its clothes for paper before it asks. */
export class Pages {
  private readonly parts: Parts
  private isAsking = false
  /** Where a PDF goes next: a page cannot name a file. */
  private chosen: string | null = null
  private saved: string | null = null

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Resolves when the dialog of the system is closed. */
  print(): Promise<PrintOutcome> {
    const contents = this.parts.window()?.webContents
    return new Promise((resolve) => {
      if (!contents) resolve({ ok: true })
      // Whoever closes the dialog knows it.
      else {
        contents.print({ printBackground: true }, (isPrinted, reason) =>
          resolve(isPrinted || /cancel/i.test(reason) ? { ok: true } : { ok: false, detail: reason }),
        )
      }
    })
  }

  async choosePdf(): Promise<{ chosen: boolean }> {
    const { window: shown, language } = this.parts
    const window = shown()
    if (!window || this.isAsking) return { chosen: false }
    this.isAsking = true
    try {
      const { title, kind } = nativeWords[language()].pdf
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title,
        defaultPath: join(app.getPath('documents'), `${fileName(window.getTitle(), new Date())}.pdf`),
        filters: [{ name: kind, extensions: ['pdf'] }],
      })
      this.chosen = canceled || filePath === '' ? null : filePath
      return { chosen: this.chosen !== null }
    } finally {
      this.isAsking = false
    }
  }

  /** A file that is there is replaced as a whole or not at all. */
  async savePdf(): Promise<PdfOutcome> {
    const { chosen } = this
    this.chosen = null
    const contents = this.parts.window()?.webContents
    if (!contents || chosen === null) return { ok: false, detail: '' }
    try {
      await replace(
        chosen,
        await contents.printToPDF({ printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true }),
      )
    } catch (error) {
      return { ok: false, detail: (error as Error).message }
    }
    this.saved = chosen
    return { ok: true, name: basename(chosen) }
  }

  /** Shows what was saved last in its folder. */
  reveal(): void {
    if (this.saved !== null) shell.showItemInFolder(this.saved)
  }
}

async function replace(file: string, content: Uint8Array): Promise<void> {
  const part = `${file}.part`
  try {
    await writeFile(part, content, { mode: 0o600 })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
