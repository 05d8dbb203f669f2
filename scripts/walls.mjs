import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeRuntime } from './node-runtime.mjs'
import { inRoot } from './project.mjs'

/**
 * Code on the wrong side of each wall between the runtimes, and who must refuse it. `null`: must be let through, which
 * proves that the others are refused for what they import.
 */
const probes = [
  { runtime: 'core', name: 'core', code: `export { batchStatuses } from './protocol.ts'`, refusedBy: null },
  { runtime: 'core', name: 'node', code: `export { readFileSync } from 'node:fs'`, refusedBy: 'tsc' },
  { runtime: 'core', name: 'dom', code: `export const title = document.title`, refusedBy: 'tsc' },
  { runtime: 'core', name: 'timer', code: `export const timer = setTimeout(() => {}, 1)`, refusedBy: 'tsc' },
  { runtime: 'core', name: 'monitor', code: `export * from '../monitor/operations.ts'`, refusedBy: 'tsc' },
  { runtime: 'core', name: 'electron', code: `export { app } from 'electron'`, refusedBy: 'oxlint' },
  { runtime: 'monitor', name: 'core', code: `export { batchStatuses } from '../core/protocol.ts'`, refusedBy: null },
  { runtime: 'monitor', name: 'dom', code: `export const title = document.title`, refusedBy: 'tsc' },
  { runtime: 'monitor', name: 'electron', code: `export { app } from 'electron'`, refusedBy: 'oxlint' },
  { runtime: 'renderer', name: 'core', code: `export { batchStatuses } from '../core/protocol.ts'`, refusedBy: null },
  { runtime: 'renderer', name: 'node', code: `export { readFileSync } from 'node:fs'`, refusedBy: 'oxlint' },
  { runtime: 'renderer', name: 'monitor', code: `export * from '../monitor/operations.ts'`, refusedBy: 'tsc' },
]

/** Proves on a copy of the sources that a wrong import fails the build. */
export async function checkWalls() {
  const copy = mkdtempSync(join(tmpdir(), 'batchdeck-walls-'))
  try {
    for (const name of ['src', 'tsconfig.base.json', '.oxlintrc.json']) cpSync(inRoot(name), join(copy, name), { recursive: true })
    symlinkSync(inRoot('node_modules'), join(copy, 'node_modules'), 'junction')
    for (const probe of probes) writeFileSync(join(copy, fileOf(probe)), `${probe.code}\n`)
    const runtimes = [...new Set(probes.map(({ runtime }) => runtime))]
    const complaints = {
      tsc: runtimes.map((runtime) => types(copy, runtime)).join('\n'),
      oxlint: tool(copy, 'oxlint/bin/oxlint', ['--format', 'unix', ...probes.map(fileOf)]),
    }
    const failed = probes.flatMap((probe) => {
      const by = Object.keys(complaints).filter((name) => complaints[name].includes(fileOf(probe)))
      const isRight = probe.refusedBy === null ? by.length === 0 : by.includes(probe.refusedBy)
      return isRight ? [] : [`${probe.code} in src/${probe.runtime} should be refused by ${probe.refusedBy ?? 'none'}`]
    })
    for (const what of failed) console.log(what)
    return { passed: probes.length - failed.length, failed }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const fileOf = ({ runtime, name }) => `src/${runtime}/wall-probe-${name}.ts`

function types(copy, runtime) {
  // The build information of the real sources lies behind the link and stays as it is.
  const info = join(copy, `${runtime}.tsbuildinfo`)
  const args = ['-p', `src/${runtime}`, '--noEmit', '--pretty', 'false', '--tsBuildInfoFile', info]
  return tool(copy, 'typescript/bin/tsc', args)
}

function tool(cwd, script, args) {
  const { stdout, stderr } = spawnSync(nodeRuntime(), [inRoot('node_modules', script), ...args], { cwd, encoding: 'utf8' })
  return `${stdout}${stderr}`.replaceAll('\\', '/')
}
