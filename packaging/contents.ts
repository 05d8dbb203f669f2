import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import {
  archivedFiles,
  archiveOf,
  type ArchivedFile,
  filesBelow,
  headerHash,
  nativeKind,
  nativeKindOf,
  type PackedApp,
  readArchived,
  sizeOf,
} from './packed-app.ts'

const root = resolve(import.meta.dirname, '..')
const MB = 1_000_000

/**
 * `[PK-1]` What ours may take of a disk, beside Electron: measured (docs/packages.md), and 15 % more. Who needs more says
 * why, and changes both.
 */
export const budget = { archive: 17.3 * MB, unpacked: 2.7 * MB } as const

/** `[PK-1]` All that an archive may hold. */
const allowed: readonly RegExp[] = [
  /^package\.json$/,
  /^out\/main\/(index|[\w-]+-thread)\.js$/,
  /^out\/main\/chunks\/[\w.-]+\.js$/,
  /^out\/preload\/index\.cjs$/,
  /^out\/renderer\/[\w-]+\.html$/,
  /^out\/renderer\/assets\/[\w.-]+\.(js|css|woff2|webp|png|svg)$/,
  /^resources\/demo-targets\.txt$/,
  /^resources\/icons\/png\/256x256\.png$/,
  /^node_modules\/better-sqlite3\/(package\.json|lib\/(methods\/)?[\w-]+\.js)$/,
]

/** `[PK-1]` What is loaded by its name, and so must be there. */
const required: readonly string[] = [
  'package.json',
  'out/main/index.js',
  'out/main/planning-thread.js',
  'out/main/backup-thread.js',
  'out/main/audit-thread.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'out/renderer/desktop.html',
  'out/renderer/api-docs.html',
  'resources/demo-targets.txt',
  'resources/icons/png/256x256.png',
  'node_modules/better-sqlite3/lib/index.js',
]

/** `[PK-2]` */
export const fuses: Readonly<Record<keyof typeof FuseV1Options, 'on' | 'off' | 'as Electron has it'>> = {
  RunAsNode: 'off',
  EnableCookieEncryption: 'on',
  EnableNodeOptionsEnvironmentVariable: 'off',
  EnableNodeCliInspectArguments: 'off',
  EnableEmbeddedAsarIntegrityValidation: 'on',
  OnlyLoadAppFromAsar: 'on',
  LoadBrowserProcessSpecificV8Snapshot: 'off',
  GrantFileProtocolExtraPrivileges: 'on',
  WasmTrapHandlers: 'as Electron has it',
}

/** Everything that is not as it should be with an app that was packed, a sentence each. */
export async function faultsOf(app: PackedApp): Promise<string[]> {
  const files = archivedFiles(archiveOf(app))
  return [
    ...contentFaults(files, app),
    ...nativeFaults(files, app),
    ...manifestFaults(app),
    ...integrityFaults(files, app),
    ...licenceFaults(app),
    ...budgetFaults(app),
    ...(await fuseFaults(app.program)),
  ]
}

/** The addons of a package, by their names: those of macOS are in both halves of a universal app. */
export function addonsOf({ platform, machine }: PackedApp): string[] {
  const machines = platform === 'darwin' ? ['x64', 'arm64'] : [machine]
  return machines.map((name) => `node_modules/better-sqlite3/prebuilds/${platform}-${name}.node`)
}

function contentFaults(files: readonly ArchivedFile[], app: PackedApp): string[] {
  const paths = new Set(files.map(({ path }) => path))
  const addons = addonsOf(app)
  return [
    // Electron's own app, which comes with a folder of it that was given, or another that it would look for.
    ...readdirSync(app.resources)
      .filter((name) => name === 'app' || (name.endsWith('.asar') && name !== 'app.asar'))
      .map((name) => `resources/${name} does not belong into a package.`),
    ...[...required, ...addons].filter((path) => !paths.has(path)).map((path) => `${path} is missing.`),
    ...[...paths]
      .filter((path) => !addons.includes(path) && !allowed.some((pattern) => pattern.test(path)))
      .map((path) => `${path} does not belong into a package.`),
  ]
}

function nativeFaults(files: readonly ArchivedFile[], app: PackedApp): string[] {
  const archive = archiveOf(app)
  const addons = addonsOf(app)
  const unpacked = filesBelow(`${archive}.unpacked`)
  const inside = files.filter(({ isUnpacked }) => !isUnpacked)
  return [
    ...files
      .filter(({ path, isUnpacked }) => isUnpacked !== addons.includes(path))
      .map(({ path, isUnpacked }) => `${path} ${isUnpacked ? 'lies beside' : 'is inside'} the archive.`),
    ...unpacked.filter((path) => !addons.includes(path)).map((path) => `${path} does not belong beside the archive.`),
    ...addons
      .filter((path) => unpacked.includes(path))
      .map((path) => ({ path, kind: nativeKind(join(`${archive}.unpacked`, path)) }))
      .filter(({ path, kind }) => kind === null || !path.endsWith(`/${kind}.node`))
      .map(({ path, kind }) => `${path} is for ${kind ?? 'no machine at all'}.`),
    // A program that nobody meant to ship, such as the Node that the tests run on.
    ...inside
      .filter(({ path }) => nativeKindOf(readArchived(archive, path).subarray(0, 4096)) !== null)
      .map(({ path }) => `${path} is native code inside the archive.`),
  ]
}

function manifestFaults(app: PackedApp): string[] {
  const inside = JSON.parse(readArchived(archiveOf(app), 'package.json').toString()) as Record<string, unknown>
  const ours = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  return [
    ...['scripts', 'devDependencies', 'dependencies', 'optionalDependencies']
      .filter((key) => inside[key] !== undefined && inside[key] !== null)
      .map((key) => `package.json has its ${key}.`),
    // The name decides where the data lies, and with it whether an update finds it.
    ...['name', 'version', 'main', 'type', 'desktopName']
      .filter((key) => inside[key] !== ours[key])
      .map((key) => `package.json says ${key} ${String(inside[key])}, not ${String(ours[key])}.`),
  ]
}

/** Where Electron looks for what the archive has to be: on macOS and Windows; on Linux it does not. */
function integrityFaults(files: readonly ArchivedFile[], app: PackedApp): string[] {
  const archive = archiveOf(app)
  const without = files.filter(({ hasIntegrity }) => !hasIntegrity).map(({ path }) => `${path} has no checksum.`)
  if (app.platform === 'linux') return without
  const place = app.platform === 'darwin' ? join(app.program, 'Contents/Info.plist') : app.program
  const isNoted = readFileSync(place).includes(headerHash(archive))
  return isNoted ? without : [...without, 'The program does not know the checksum of its archive.']
}

/** `[PK-3]` */
function licenceFaults(app: PackedApp): string[] {
  const electrons = app.platform === 'darwin' ? app.resources : app.folder
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  return [
    ...['LICENSE', 'THIRD-PARTY-NOTICES.txt']
      .filter((name) => read(join(app.resources, name)) !== read(join(root, name)))
      .map((name) => `${name} is not in the package as it is.`),
    ...['LICENSE.electron.txt', 'LICENSES.chromium.html']
      .filter((name) => read(join(electrons, name)) === '')
      .map((name) => `${name} is missing.`),
  ]
}

function budgetFaults(app: PackedApp): string[] {
  const archive = archiveOf(app)
  // Two machines, two addons.
  const unpacked = budget.unpacked * addonsOf(app).length
  return [
    ...overBudget('The archive', sizeOf(archive), budget.archive),
    ...overBudget('What lies beside it', sizeOf(`${archive}.unpacked`), unpacked),
  ]
}

function overBudget(what: string, size: number, most: number): string[] {
  return size <= most ? [] : [`${what} has ${megabytes(size)}; its budget is ${megabytes(most)}.`]
}

/** `[PK-2]` @param program what carries them */
export async function fuseFaults(program: string): Promise<string[]> {
  const wire = (await getCurrentFuseWire(program)) as Record<string, unknown>
  const states: Readonly<Record<number, string>> = { [FuseState.ENABLE]: 'on', [FuseState.DISABLE]: 'off' }
  const present = Object.entries(wire).filter(([key]) => /^\d+$/.test(key))
  const missing = Object.values(FuseV1Options).filter((key) => typeof key === 'number' && !(key in wire))
  return [
    ...present.flatMap(([key, value]) => {
      const name = FuseV1Options[Number(key)] as keyof typeof fuses | undefined
      // Electron has one more than we have thought about.
      if (name === undefined) return [`The fuse ${key} is not decided.`]
      const state = states[Number(value)] ?? 'removed'
      return fuses[name] === state || fuses[name] === 'as Electron has it' ? [] : [`The fuse ${name} is ${state}.`]
    }),
    ...missing
      .map((key) => FuseV1Options[Number(key)] as keyof typeof fuses)
      .filter((name) => fuses[name] !== 'as Electron has it')
      .map((name) => `The fuse ${name} is not there.`),
  ]
}

export function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`
}
