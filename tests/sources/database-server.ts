import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'

/** A database of a folder of its own, gone when the block is left (`await using`). */
export interface DatabaseServer extends AsyncDisposable {
  /** To connect with. */
  readonly url: string
  /** It is no more there, until {@link start}. */
  stop(): Promise<void>
  start(): Promise<void>
}

const START_TIMEOUT_MS = 30_000
/** Neither of the two runs as root. */
const NOBODY = 65_534

/** Who runs it, where the tests are root's. */
const asNobody = () => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {})

/** `BATCHDECK_POSTGRES` is the program; what makes a database stands beside it. */
export async function startPostgres(): Promise<DatabaseServer> {
  const program = programOf('BATCHDECK_POSTGRES', ['/usr/local/bin/postgres', '/usr/bin/postgres'])
  const folder = makeFolder()
  const data = join(folder, 'data')
  run(join(dirname(program), 'initdb'), ['-D', data, '-A', 'trust', '-U', 'deck', '-E', 'UTF8', '--no-sync'])
  const port = await freePort()
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-k', folder]
  const url = `postgresql://deck:s3cret@127.0.0.1:${port}/postgres`
  return serverOf({ program, args, folder, url, greet: greetPostgres })
}

/** `BATCHDECK_MARIADB` is the program; what makes a database is in the path. */
export async function startMariadb(): Promise<DatabaseServer> {
  const program = programOf('BATCHDECK_MARIADB', ['/usr/sbin/mariadbd', '/usr/bin/mariadbd'])
  const folder = makeFolder()
  const data = join(folder, 'data')
  const own = ['--no-defaults', `--datadir=${data}`]
  run('mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const port = await freePort()
  const args = [
    ...own,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 's')}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--skip-log-bin',
  ]
  return serverOf({ program, args, folder, url: `mysql://root@127.0.0.1:${port}/mysql`, greet: greetMariadb })
}

interface Program {
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  readonly url: string
  /** Ends without an error where it answers. */
  readonly greet: (url: string) => Promise<void>
}

async function greetPostgres(connectionString: string): Promise<void> {
  const client = new Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  await client.end()
}

async function greetMariadb(url: string): Promise<void> {
  await (await createConnection(url)).end()
}

async function serverOf({ program, args, folder, url, greet }: Program): Promise<DatabaseServer> {
  let child: ChildProcess | null = null
  const stop = async () => {
    if (child === null || child.exitCode !== null) return
    child.kill('SIGQUIT')
    const timer = setTimeout(() => child?.kill('SIGKILL'), 5000)
    await once(child, 'exit')
    clearTimeout(timer)
    child = null
  }
  const start = async () => {
    child = spawn(program, args, { stdio: 'ignore', cwd: folder, ...asNobody() })
    await answering(child, () => greet(url))
  }
  await start()
  return {
    url,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function programOf(variable: string, places: readonly string[]): string {
  const program = [process.env[variable], ...places].find((place) => place !== undefined && existsSync(place))
  if (program === undefined) {
    throw new Error(`${variable} names no program; npm test provides it.`)
  }
  return program
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bd-'))
  mkdirSync(join(folder, 'data'))
  const { uid, gid } = asNobody()
  if (uid !== undefined && gid !== undefined)
    for (const each of [folder, join(folder, 'data')]) chownSync(each, uid, gid)
  return folder
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir(), ...asNobody() })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function answering(child: ChildProcess, greet: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await pause(100)) {
    if (child.exitCode !== null) throw new Error(`The database ended with ${child.exitCode}.`)
    const isThere = await greet().then(
      () => true,
      () => false,
    )
    if (isThere) return
  }
  child.kill('SIGKILL')
  throw new Error('The database does not answer.')
}
