// npm run links: asks the network whether what the documents link to on other machines is there. By hand: a site that is down
// must not fail a test.
import { resolve } from 'node:path'
import { DocumentLinks } from './links.ts'

const TIMEOUT_MS = 15_000
const documents = new DocumentLinks(resolve(import.meta.dirname, '..'))
const broken = documents.broken()
const problems = await Promise.all(
  Array.from(documents.external(), async ([address, { file, line }]) => {
    // Of this machine, in an example.
    if (!address.startsWith('https://')) return []
    const problem = await ask(address)
    return problem === null ? [] : [`${file}:${line}: ${address} – ${problem}`]
  }),
)
const all = [...broken, ...problems.flat()]
for (const problem of all) console.log(problem)
console.log(`${documents.links.length} links in ${documents.files.length} documents, ${all.length} with a problem`)
process.exitCode = all.length > 0 ? 1 : 0

async function ask(address: string): Promise<string | null> {
  try {
    // Some servers know no HEAD.
    const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await answer.body?.cancel()
    return answer.ok ? null : `answered ${answer.status}`
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
  }
}
