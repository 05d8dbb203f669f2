import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The real addresses that come with the product, in their order.
 * @throws where the file is missing
 */
export function readDemoTargets(): string[] {
  // Seen from src/demo and out/main, or from a chunk below out/main.
  const candidates = ['../../resources/demo-targets.txt', '../../../resources/demo-targets.txt'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const file = candidates.find((candidate) => existsSync(candidate))
  if (file === undefined) throw new Error(`The demo targets are missing: there is no ${candidates[0]}.`)
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
