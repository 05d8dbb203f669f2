import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeRuntime } from './node-runtime.mjs'
import { inRoot } from './project.mjs'

/**
 * Code on the wrong side of each wall between the runtimes, and which tool must refuse it. The compiler does not
 * refuse the types of electron, which bring those of Node with them: that wall is the linter's. What the compiler is to
 * refuse must not bring any types with it, or it would hide the others.
 */
const probes = [
  { runtime: 'core', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'tsc' },
  { runtime: 'core', name: 'dom', code: `export const title = document.title`, tool: 'tsc' },
  { runtime: 'core', name: 'timer', code: `export const timer = setTimeout(() => {}, 1)`, tool: 'tsc' },
  { runtime: 'core', name: 'monitor', code: `export type * from '../monitor/rate-limit.ts'`, tool: 'tsc' },
  { runtime: 'core', name: 'electron', code: `export { app } from 'electron'`, tool: 'oxlint' },
  { runtime: 'monitor', name: 'dom', code: `export const title = document.title`, tool: 'tsc' },
  { runtime: 'monitor', name: 'headless', code: `export * from '../headless/index.ts'`, tool: 'tsc' },
  { runtime: 'monitor', name: 'electron', code: `export { app } from 'electron'`, tool: 'oxlint' },
  { runtime: 'renderer', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'oxlint' },
  { runtime: 'renderer', name: 'monitor', code: `export type * from '../monitor/rate-limit.ts'`, tool: 'tsc' },
]

/** Code that must pass: it shows that the others are refused for what they import, not for being there. */
const allowed = ['core', 'monitor', 'renderer'].map((runtime) => ({
  runtime,
  name: 'allowed',
  code: `export { parseConsumerFrame } from '../core/protocol.ts'`,
}))

const fileOf = ({ runtime, name }) => `src/${runtime}/wall-probe-${name}.ts`

/** Proves, on a copy of the sources, that a wrong import fails the build. */
export async function checkWalls() {
  const copy = copySources()
  try {
    for (const probe of [...probes, ...allowed]) writeFileSync(join(copy, fileOf(probe)), `${probe.code}\n`)
    const lint = tool(copy, 'oxlint/bin/oxlint', ['--format', 'unix', 'src'])
    for (const probe of probes) if (probe.tool !== 'tsc') rmSync(join(copy, fileOf(probe)))
    const runtimes = [...new Set(probes.map(({ runtime }) => `src/${runtime}`))]
    const types = tool(copy, 'typescript/bin/tsc', ['-b', ...runtimes, '--pretty', 'false'])
    const refusals = { tsc: types, oxlint: lint }
    const failed = [
      ...probes
        .filter((probe) => !refusals[probe.tool].includes(fileOf(probe)))
        .map(({ runtime, code, tool: by }) => `${by} lets through in src/${runtime}: ${code}`),
      ...allowed
        .filter((probe) => types.includes(fileOf(probe)) || lint.includes(fileOf(probe)))
        .map(({ runtime, code }) => `refused in src/${runtime}: ${code}`),
    ]
    for (const what of failed) console.log(what)
    return { passed: probes.length + allowed.length - failed.length, failed }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** A copy with the same dependencies but a cache of its own. */
function copySources() {
  const copy = mkdtempSync(join(tmpdir(), 'batchdeck-walls-'))
  for (const name of ['src', 'tsconfig.base.json', '.oxlintrc.json']) {
    cpSync(inRoot(name), join(copy, name), { recursive: true })
  }
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(inRoot('node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(inRoot('node_modules', name), join(copy, 'node_modules', name), 'junction')
  }
  return copy
}

function tool(cwd, script, args) {
  const line = [inRoot('node_modules', script), ...args]
  const { stdout, stderr } = spawnSync(nodeRuntime(), line, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return `${stdout}${stderr}`.replaceAll('\\', '/')
}
