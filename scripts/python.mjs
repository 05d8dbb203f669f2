import { aptInstall, canApt } from './apt.mjs'
import { Impossible, inRoot, onPath, run, works } from './project.mjs'

const venv = inRoot('node_modules', '.cache', 'venv')
const venvPython = process.platform === 'win32' ? `${venv}\\Scripts\\python.exe` : `${venv}/bin/python`

/**
 * A Python that has websocket-client, which the consumers of the integration tests are written with; installed where
 * there is none.
 * @returns {Promise<string>} its path
 * @throws {Impossible} where none can be had
 */
export async function providePython() {
  if (!findPython() && canApt()) await aptInstall(['python3-websocket'])
  const python = findPython() ?? (await makeVenv())
  if (python) return python
  throw new Impossible(
    'There is no Python 3 with websocket-client and none could be installed; install it and try again.',
  )
}

function findPython() {
  const candidates = [process.env.BATCHDECK_PYTHON, '/usr/bin/python3', venvPython, onPath('python3'), onPath('python')]
  return (
    candidates.find((python) => python && works(python, ['-c', 'import websocket; websocket.WebSocketApp'])) ?? null
  )
}

async function makeVenv() {
  const base = onPath('python3', 'python')
  if (!base) return null
  console.log('Installing websocket-client…')
  if ((await run(base, ['-m', 'venv', venv])) !== 0) return null
  if ((await run(venvPython, ['-m', 'pip', 'install', '--quiet', 'websocket-client'])) !== 0) return null
  return findPython()
}
