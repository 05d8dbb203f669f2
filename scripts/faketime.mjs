import { existsSync } from 'node:fs'
import { aptInstall, canApt } from './apt.mjs'
import { Impossible } from './project.mjs'

const architectures = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

/**
 * libfaketime, with which a test steps the wall clock of a server; installed where there is none.
 * @returns {Promise<string>} its path; empty where no clock can be stepped: not on Linux
 * @throws {Impossible} where none can be had
 */
export async function provideFaketime() {
  if (process.platform !== 'linux') return ''
  if (!findFaketime() && canApt()) await aptInstall(['libfaketime'])
  const library = findFaketime()
  if (library) return library
  throw new Impossible('There is no libfaketime and none could be installed; install it and try again.')
}

function findFaketime() {
  const candidates = [
    process.env.BATCHDECK_FAKETIME,
    `/usr/lib/${architectures[process.arch]}/faketime/libfaketime.so.1`,
    '/usr/lib/faketime/libfaketime.so.1',
    '/usr/lib64/faketime/libfaketime.so.1',
  ]
  return candidates.find((path) => path && existsSync(path)) ?? null
}

// As a program it says where it is.
if (import.meta.main) console.log(await provideFaketime())
