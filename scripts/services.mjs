import { existsSync } from 'node:fs'
import { aptInstall, canApt } from './apt.mjs'
import { Impossible, onPath, works } from './project.mjs'

/** Reverse proxies that the integration tests put before a monitor: package, variable of the tests, and what it says of itself. */
const services = [
  { name: 'nginx', packages: ['nginx-light'], variable: 'BATCHDECK_NGINX', version: '-v' },
  { name: 'haproxy', packages: ['haproxy'], variable: 'BATCHDECK_HAPROXY', version: '-v' },
]

/**
 * nginx and HAProxy for the integration tests, from the distribution where there are none. Tests find them by variables.
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

function installed({ name, variable, version }) {
  const candidates = [process.env[variable], onPath(name), `/usr/sbin/${name}`, `/usr/local/sbin/${name}`]
  return candidates.find((file) => file && existsSync(file) && works(file, [version])) ?? null
}
