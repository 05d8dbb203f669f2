import { existsSync, readdirSync } from 'node:fs'
import { aptInstall, canApt } from './apt.mjs'
import { Impossible, onPath, works } from './project.mjs'

/**
 * Programs of the distribution that the integration tests work with: reverse proxies that are put before a monitor, databases
 * that are a source of targets, and what reads units of systemd. Package, variable of the tests, and what it says of itself.
 */
const services = [
  { name: 'nginx', packages: ['nginx-light'], variable: 'BATCHDECK_NGINX', version: '-v' },
  { name: 'haproxy', packages: ['haproxy'], variable: 'BATCHDECK_HAPROXY', version: '-v' },
  // It checks a unit; no systemd runs.
  { name: 'systemd-analyze', packages: ['systemd'], variable: 'BATCHDECK_SYSTEMD_ANALYZE', version: '--version' },
  {
    name: 'postgres',
    packages: ['postgresql'],
    variable: 'BATCHDECK_POSTGRES',
    version: '--version',
    // What makes a database stands beside it, and none of the two in the path.
    places: () => versionsIn('/usr/lib/postgresql').map((folder) => `${folder}/bin/postgres`),
  },
  // It listens on loopback, with keys of a test; the service of the package is not started.
  {
    name: 'sshd',
    packages: ['openssh-server', 'openssh-client'],
    variable: 'BATCHDECK_SSHD',
    version: '-V',
    needs: ['ssh', 'ssh-keygen'],
  },
  {
    name: 'mariadbd',
    // The programs alone: nothing is started on whoever's machine this is.
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    variable: 'BATCHDECK_MARIADB',
    version: '--version',
    needs: ['mariadb-install-db', 'my_print_defaults'],
  },
]

/**
 * nginx, HAProxy, PostgreSQL, MariaDB, OpenSSH and systemd-analyze for the integration tests, from the distribution where there are none. Tests find them
 * by variables.
 * @throws {Impossible} where one cannot be had
 */
export async function provideServices() {
  const missing = services.filter((service) => !installed(service))
  if (missing.length > 0 && canApt()) await aptInstall(missing.flatMap(({ packages }) => packages))
  for (const service of services) {
    const file = installed(service)
    if (!file) {
      throw new Impossible(`There is no ${service.name} and none could be installed; install it and try again.`)
    }
    process.env[service.variable] = file
  }
}

/** Folders named by version, the newest first. */
function versionsIn(folder) {
  if (!existsSync(folder)) return []
  const versions = readdirSync(folder).toSorted((a, b) => Number(b) - Number(a))
  return versions.map((version) => `${folder}/${version}`)
}

function installed({ name, variable, version, places = () => [], needs = [] }) {
  if (!needs.every((program) => onPath(program))) return null
  const candidates = [process.env[variable], ...places(), onPath(name), `/usr/sbin/${name}`, `/usr/local/sbin/${name}`]
  return candidates.find((file) => file && existsSync(file) && works(file, [version])) ?? null
}
