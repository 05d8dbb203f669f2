import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A native question that the app has asked. */
export interface Asked {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
}

/**
 * Answers native questions from the first on, by the beginning of a button's label; what is not foreseen is cancelled. A label
 * behind `>` answers the choice of a folder with it.
 */
export class NativeAnswers {
  /** For the app to run before it starts. */
  readonly script: string
  private readonly log: string

  constructor(folder: string, answers: readonly string[]) {
    this.script = join(folder, 'answers.cjs')
    this.log = join(folder, 'asked.jsonl')
    writeFileSync(this.log, '')
    writeFileSync(
      this.script,
      `const { dialog } = require('electron')
      const { appendFileSync } = require('node:fs')
      const answers = ${JSON.stringify(answers)}
      globalThis.answers = answers
      dialog.showMessageBox = async (first, second) => {
        const { message, detail, buttons, cancelId = 0 } = second ?? first
        appendFileSync(${JSON.stringify(this.log)}, JSON.stringify({ message, detail, buttons }) + '\\n')
        const next = answers.shift()
        const response = buttons.findIndex((label) => next !== undefined && label.startsWith(next))
        return { response: response < 0 ? cancelId : response, checkboxChecked: false }
      }
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [answers.shift().slice(1)] })
      `,
    )
  }

  get asked(): Asked[] {
    const lines = readFileSync(this.log, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Asked)
  }
}
