import { aptInstall, canApt } from './apt.mjs'
import { Impossible, inRoot, onPath, run, works } from './project.mjs'

const venv = inRoot('node_modules', '.cache', 'venv')
const venvPython = process.platform === 'win32' ? `${venv}\\Scripts\\python.exe` : `${venv}/bin/python`

/**
 * What the tests import of Python, or run of it: the name of the module, and what Debian and PyPI call its package. The consumers
 * of the integration tests, the client in `clients/python` with its tests, and its recipes are written with them.
 */
const modules = [
  { name: 'websocket', apt: 'python3-websocket', pip: 'websocket-client' },
  { name: 'websockets', apt: 'python3-websockets', pip: 'websockets' },
  { name: 'build', apt: 'python3-build', pip: 'build' },
  { name: 'wheel', apt: 'python3-wheel', pip: 'wheel' },
  { name: 'setuptools', apt: 'python3-setuptools', pip: 'setuptools' },
  { name: 'pip', apt: 'python3-pip', pip: 'pip' },
  { name: 'pytest', apt: 'python3-pytest', pip: 'pytest' },
  { name: 'mypy', apt: 'mypy', pip: 'mypy' },
  { name: 'prometheus_client', apt: 'python3-prometheus-client', pip: 'prometheus-client' },
  { name: 'aiohttp', apt: 'python3-aiohttp', pip: 'aiohttp' },
  { name: 'celery', apt: 'python3-celery', pip: 'celery' },
]

/**
 * A Python that has all of {@link modules}, installed where there is none.
 * @returns {Promise<string>} its path
 * @throws {Impossible} where none can be had
 */
export async function providePython() {
  if (!findPython() && canApt()) await aptInstall(modules.map(({ apt }) => apt))
  const python = findPython() ?? (await makeVenv())
  if (python) return python
  const names = modules.map(({ pip }) => pip).join(', ')
  throw new Impossible(`There is no Python 3 with ${names}, and none could be installed; install it and try again.`)
}

function findPython() {
  const candidates = [process.env.BATCHDECK_PYTHON, '/usr/bin/python3', venvPython, onPath('python3'), onPath('python')]
  const imports = `import importlib.util as u; assert all(map(u.find_spec, ${JSON.stringify(modules.map(({ name }) => name))}))`
  return candidates.find((python) => python && works(python, ['-c', imports])) ?? null
}

async function makeVenv() {
  const base = onPath('python3', 'python')
  if (!base) return null
  console.log('Installing the packages of the Python tests…')
  if ((await run(base, ['-m', 'venv', venv])) !== 0) return null
  const packages = modules.map(({ pip }) => pip)
  if ((await run(venvPython, ['-m', 'pip', 'install', '--quiet', ...packages])) !== 0) return null
  return findPython()
}
