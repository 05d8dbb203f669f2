import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lazyCircles } from './lazy-circles.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { inRoot, root } from './project.mjs'

/**
 * Code on the wrong side of each wall between the rooms, and which tool must refuse it. The compiler does not
 * refuse the types of electron, which bring those of Node with them: that wall is the linter's. What the compiler is to
 * refuse must not bring any types with it, or it would hide the others.
 */
const probes = [
  { room: 'planner', name: 'contract', code: `export type * from '../contract/errors.ts'`, tool: 'tsc' },
  { room: 'planner', name: 'timer', code: `export const timer = setTimeout(() => {}, 1)`, tool: 'tsc' },
  { room: 'contract', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'tsc' },
  { room: 'contract', name: 'console', code: `export type * from '../console/format.ts'`, tool: 'tsc' },
  { room: 'engine', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'tsc' },
  { room: 'engine', name: 'timer', code: `export const timer = setTimeout(() => {}, 1)`, tool: 'tsc' },
  { room: 'engine', name: 'settings', code: `export type * from '../settings/settings.ts'`, tool: 'tsc' },
  { room: 'engine', name: 'monitor', code: `export type * from '../monitor/sockets/rate-limit.ts'`, tool: 'tsc' },
  { room: 'engine', name: 'electron', code: `export { app } from 'electron'`, tool: 'oxlint' },
  { room: 'settings', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'tsc' },
  { room: 'settings', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'tsc' },
  { room: 'console', name: 'dom', code: `export const title = document.title`, tool: 'tsc' },
  { room: 'console', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'tsc' },
  { room: 'console', name: 'monitor', code: `export type * from '../monitor/sockets/rate-limit.ts'`, tool: 'tsc' },
  { room: 'manual', name: 'contract', code: `export type * from '../contract/errors.ts'`, tool: 'tsc' },
  { room: 'manual', name: 'dom', code: `export const title = document.title`, tool: 'tsc' },
  { room: 'cli', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'tsc' },
  { room: 'cli', name: 'monitor', code: `export type * from '../monitor/sockets/rate-limit.ts'`, tool: 'tsc' },
  { room: 'cli', name: 'headless', code: `export * from '../headless/standard-output.ts'`, tool: 'tsc' },
  { room: 'cli', name: 'dom', code: `export const title = document.title`, tool: 'tsc' },
  { room: 'cli', name: 'electron', code: `export { app } from 'electron'`, tool: 'oxlint' },
  { room: 'client', name: 'contract', code: `export type * from '../../../src/contract/errors.ts'`, tool: 'tsc' },
  { room: 'client', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'oxlint' },
  { room: 'client', name: 'package', code: `export { WebSocket } from 'ws'`, tool: 'oxlint' },
  { room: 'demo', name: 'monitor', code: `export type * from '../monitor/sockets/rate-limit.ts'`, tool: 'tsc' },
  { room: 'demo', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'tsc' },
  { room: 'monitor', name: 'dom', code: `export const title = document.title`, tool: 'tsc' },
  { room: 'monitor', name: 'headless', code: `export * from '../headless/standard-output.ts'`, tool: 'tsc' },
  { room: 'monitor', name: 'electron', code: `export { app } from 'electron'`, tool: 'oxlint' },
  { room: 'headless', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'oxlint' },
  { room: 'main', name: 'renderer', code: `export type * from '../renderer/stores/route.ts'`, tool: 'tsc' },
  { room: 'main', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'oxlint' },
  { room: 'preload', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'oxlint' },
  { room: 'preload', name: 'monitor', code: `export type * from '../monitor/sockets/rate-limit.ts'`, tool: 'tsc' },
  { room: 'renderer', name: 'node', code: `export { readFileSync } from 'node:fs'`, tool: 'oxlint' },
  { room: 'renderer', name: 'engine', code: `export type * from '../engine/effects.ts'`, tool: 'tsc' },
  { room: 'renderer', name: 'monitor', code: `export type * from '../monitor/sockets/rate-limit.ts'`, tool: 'tsc' },
  ...rendererProbes(),
]

/** What each folder of the renderer may not import: another folder, or Node. */
function rendererProbes() {
  const files = {
    backend: 'backend/context.ts',
    components: 'components/figure.tsx',
    features: 'features/epochs/epoch-pair.ts',
    screens: 'screens/slots/loads.ts',
    shell: 'shell/shortcuts.ts',
  }
  const refused = {
    stores: ['backend', 'components', 'features', 'screens', 'shell'],
    i18n: ['backend', 'components', 'features', 'screens', 'shell'],
    backend: ['components', 'features', 'screens', 'shell'],
    components: ['features', 'screens', 'shell'],
    'features/epochs': ['screens', 'shell'],
    'screens/epochs': ['screens', 'shell'],
    shell: ['screens'],
  }
  return Object.entries(refused).flatMap(([folder, names]) => {
    const probe = (name, code) => ({ room: `renderer/${folder}`, name, code, tool: 'oxlint' })
    const way = '../'.repeat(folder.split('/').length)
    // From one screen to another it is a step less.
    const path = (name) =>
      folder.startsWith(`${name}/`) ? `..${files[name].slice(name.length)}` : `${way}${files[name]}`
    return [
      ...names.map((name) => probe(name, `export * from '${path(name)}'`)),
      probe('node', `export { readFileSync } from 'node:fs'`),
    ]
  })
}

/** Code that must pass: it shows that the others are refused for what they import, not for being there. */
const allowed = [
  ...['engine', 'console', 'cli', 'demo', 'monitor', 'main', 'renderer'].map((room) => ({
    room,
    name: 'allowed',
    code: `export { parseConsumerFrame } from '../contract/consumer-frames.ts'`,
  })),
  { room: 'client', name: 'allowed', code: `export { slotOf } from './slot.ts'` },
  { room: 'demo', name: 'client', code: `export { slotOf } from '../../clients/typescript/src/index.ts'` },
  ...['features/epochs', 'screens/epochs'].map((folder) => ({
    room: `renderer/${folder}`,
    name: 'allowed',
    code: `export { Figure } from '../../components/figure.tsx'\nexport { formatPair } from '../../features/epochs/epoch-pair.ts'`,
  })),
]

/** Two files that import each other, by a type alone: the linter must refuse the circle. */
const circle = [
  {
    room: 'console',
    name: 'circle-a',
    code: `import type { B } from './wall-probe-circle-b.ts'\nexport type A = B | null`,
  },
  {
    room: 'console',
    name: 'circle-b',
    code: `import type { A } from './wall-probe-circle-a.ts'\nexport type B = A | null`,
  },
]

/** Two more, of which one is loaded later and knows the type of the other. */
const lazyCircle = [
  {
    room: 'renderer/components',
    name: 'lazy-a',
    code: `export const chart = () => import('./wall-probe-lazy-b.ts')\nexport type Point = number`,
  },
  {
    room: 'renderer/components',
    name: 'lazy-b',
    code: `import type { Point } from './wall-probe-lazy-a.ts'\nexport const draw = (point: Point) => point`,
  },
]

const isProbe = (text) => text.includes('wall-probe-')
/** `renderer/features` is in the room `renderer`. */
const roomOf = (folder) => folder.split('/')[0]
/** Where the project of a room is, and where its files are. */
const projectOf = (room) => (room === 'client' ? 'clients/typescript' : `src/${room}`)
const folderOf = (room) => (room === 'client' ? 'clients/typescript/src' : `src/${room}`)
const fileOf = ({ room, name }) => `${folderOf(room)}/wall-probe-${name}.ts`

/** Proves, on a copy of the sources, that a wrong import fails the build. */
export async function checkWalls() {
  // What the rooms show each other, which the types stage has written already.
  tool(root, 'typescript/bin/tsc', ['-b', ...new Set(probes.map(({ room }) => projectOf(roomOf(room))))])
  const copy = copySources()
  try {
    for (const probe of [...probes, ...allowed, ...circle, ...lazyCircle])
      writeFileSync(join(copy, fileOf(probe)), `${probe.code}\n`)
    const lint = tool(copy, 'oxlint/bin/oxlint', ['--format', 'unix', 'src', 'clients'])
    const types = checkTypes(copy)
    const refusals = { tsc: types, oxlint: lint }
    const failed = [
      ...probes
        .filter((probe) => !refusals[probe.tool].includes(fileOf(probe)))
        .map(({ room, code, tool: by }) => `${by} lets through in ${folderOf(room)}: ${code}`),
      ...allowed
        .filter((probe) => types.includes(fileOf(probe)) || lint.includes(fileOf(probe)))
        .map(({ room, code }) => `refused in ${folderOf(room)}: ${code}`),
    ]
    if (!circle.some((file) => lint.includes(fileOf(file)))) failed.push('oxlint lets through: a circle of types')
    const circles = lazyCircles(copy)
    if (!circles.some((found) => isProbe(found))) failed.push('nothing notices a circle closed by a lazy import')
    failed.push(...circles.filter((found) => !isProbe(found)).map((found) => `a circle: ${found}`))
    for (const what of failed) console.log(what)
    return { passed: probes.length + allowed.length + 2 - failed.length, failed }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What the compiler says of the probes: each room's are a project of their own, which sees what the room sees. */
function checkTypes(copy) {
  const checked = [...probes.filter(({ tool: by }) => by === 'tsc'), ...allowed]
  const rooms = [...new Set(checked.map(({ room }) => roomOf(room)))]
  return rooms
    .map((room) => {
      const folder = join(copy, projectOf(room))
      const { references } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'))
      const files = checked.filter((probe) => roomOf(probe.room) === room).map((probe) => join(copy, fileOf(probe)))
      const own = `../../node_modules/.cache/types/probes-${room}`
      // Not `composite`: what is allowed of the room itself is not among the probes.
      const output = { composite: false, incremental: true, declaration: true }
      const compilerOptions = { ...output, outDir: own, tsBuildInfoFile: `${own}.tsbuildinfo` }
      const project = { extends: './tsconfig.json', compilerOptions, files, include: [], references }
      writeFileSync(join(folder, 'tsconfig.probes.json'), JSON.stringify(project))
      return tool(copy, 'typescript/bin/tsc', ['-p', `${projectOf(room)}/tsconfig.probes.json`, '--pretty', 'false'])
    })
    .join('\n')
}

/** A copy with the same dependencies, and a cache of its own that begins with what the rooms show each other. */
function copySources() {
  const copy = mkdtempSync(join(tmpdir(), 'batchdeck-walls-'))
  for (const name of ['src', 'clients/typescript', 'tsconfig.base.json', '.oxlintrc.json']) {
    cpSync(inRoot(name), join(copy, name), { recursive: true })
  }
  const types = join('node_modules', '.cache', 'types')
  cpSync(inRoot(types), join(copy, types), { recursive: true })
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
