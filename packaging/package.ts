// Packs the desktop app, checks what came out and says what it made: `npm run package` (docs/packages.md).
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { archFromString, build, type Configuration, Platform } from 'electron-builder'
import config from '../electron-builder.config.ts'
import { faultsOf, megabytes } from './contents.ts'
import { archiveOf, packedApps, sizeOf } from './packed-app.ts'
import { dropEmpty, unsigned } from './signing.ts'
import { isForThisMachine, startFaults } from './start.ts'

const root = resolve(import.meta.dirname, '..')
const usage = `npm run package -- [--linux] [--win] [--mac] [--x64] [--arm64] [--universal] [--dir] [TARGET…]
npm run package -- --check [--start]

  --linux --win --mac      for which system; without one, for this one
  --x64 --arm64 --universal  for which machines; without one, for all of the system's packages
  --dir                    the app as a folder, without packages of it
  TARGET…                  only these packages: nsis portable dmg zip AppImage deb rpm
  --electron-dist FOLDER   with the Electron there, in place of the one that is downloaded
  --output FOLDER          in place of dist
  --check                  only checks what is there
  --start                  starts what is for this machine, and sees whether it works

BATCHDECK_UPDATE_URL is where the app will ask for newer versions of itself, BATCHDECK_UPDATE_KEY the key it checks them
with (npm run sign-release -- --public); without both, it never asks.`

const machines = ['x64', 'arm64', 'universal'] as const
const systems = { linux: Platform.LINUX, win: Platform.WINDOWS, mac: Platform.MAC } as const

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      linux: flag,
      win: flag,
      mac: flag,
      x64: flag,
      arm64: flag,
      universal: flag,
      dir: flag,
      check: flag,
      start: flag,
      help: flag,
      'electron-dist': { type: 'string' },
      output: { type: 'string', default: join(root, 'dist') },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const output = resolve(values.output)
  if (!values.check) {
    dropEmpty(process.env)
    const chosen = (Object.keys(systems) as (keyof typeof systems)[]).filter((name) => values[name])
    const platforms = chosen.length > 0 ? chosen.map((name) => systems[name]) : [Platform.current()]
    const types = values.dir ? ['dir'] : positionals.length > 0 ? positionals : null
    const archs = machines.filter((name) => values[name]).map((name) => archFromString(name))
    const given: Configuration = {
      ...config,
      directories: { ...config.directories, output },
      ...(values['electron-dist'] === undefined ? {} : { electronDist: resolve(values['electron-dist']) }),
    }
    const targets = new Map(platforms.flatMap((platform) => [...platform.createTarget(types, ...archs)]))
    await build({ projectDir: root, targets, config: given, publish: 'never' })
    const missing = ['BATCHDECK_UPDATE_URL', 'BATCHDECK_UPDATE_KEY'].filter((name) => !process.env[name])
    if (missing.length > 0) {
      console.log(`\nThis copy will not look for newer versions of itself: ${missing.join(' and ')} not set.`)
    }
  }
  return await check(output, values.start)
}

async function check(output: string, isStarted: boolean): Promise<number> {
  const apps = packedApps(output)
  if (apps.length === 0) {
    console.error(`There is no app in ${output}: npm run package -- --dir makes one.`)
    return 1
  }
  let count = 0
  for (const app of apps) {
    const faults = await faultsOf(app)
    if (isStarted && isForThisMachine(app)) faults.push(...(await startFaults(app)))
    const archive = archiveOf(app)
    const sizes = `archive ${megabytes(sizeOf(archive))}, beside it ${megabytes(sizeOf(`${archive}.unpacked`))}`
    console.log(`\n${app.folder}: ${megabytes(sizeOf(app.folder))}, of it ours: ${sizes}`)
    for (const fault of faults) console.error(`  ${fault}`)
    if (faults.length === 0) console.log('  contents, fuses, licences and budget are as they should be')
    if (isStarted) console.log(isForThisMachine(app) ? '  was started' : '  was not started: it is for another machine')
    for (const warning of unsigned(app.platform, process.env)) console.log(`  ${warning}`)
    count += faults.length
  }
  for (const entry of readdirSync(output, { withFileTypes: true })) {
    if (entry.isFile() && entry.name.startsWith('batchdeck-')) {
      console.log(`${megabytes(statSync(join(output, entry.name)).size).padStart(10)}  ${entry.name}`)
    }
  }
  return count === 0 ? 0 : 1
}

process.exitCode = await main().catch((error: unknown) => {
  // What cannot be had, or was asked for wrongly, in its own words; a bug with its place.
  const { code, message } = error as NodeJS.ErrnoException
  console.error(String(code).startsWith('ERR_PARSE_ARGS') ? `${message}\n\n${usage}` : error)
  return 1
})
