import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ShellServer } from './shell-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-output-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const wait = { timeout: 10_000 }
/** More than a pipe of 64 KiB and the memory for lines that wait hold. */
const REQUESTS_TO_FILL = 1600

/** All that is in the pipe. */
function drained(pipe: number): string {
  const piece = Buffer.alloc(65_536)
  let text = ''
  for (;;) {
    try {
      const length = readSync(pipe, piece)
      if (length === 0) return text
      text += piece.toString('utf8', 0, length)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return text
      throw error
    }
  }
}

/** @param rest of a line of shell, after the command */
function inShell(rest: string): string[] {
  return ['bash', '-c', `set -o pipefail; (echo $BASHPID >"$PID_FILE"; exec "$@") ${rest}`, 'bash']
}

/** Gives the command a terminal of its own, reads its first line, and closes the terminal; ends as the command does. */
const inTerminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
open(os.environ["PID_FILE"], "w").write(str(pid))
os.read(terminal, 100)
os.close(terminal)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

/** As {@link inTerminal}, but the terminal stays, and nobody reads what it shows. */
const inStoppedTerminal = inTerminal.replace('os.close(terminal)\n', '')

const python = process.env['BATCHDECK_PYTHON'] ?? 'python3'

describe.runIf(process.platform === 'linux')(
  '[WS-20] what becomes of stdout and stderr does not concern the monitor',
  () => {
    it.each([
      ['their reader takes one line and goes', inShell('2>&1 | head -1')],
      ['their disk is full', inShell('>/dev/full 2>&1')],
      ['they are closed', inShell('>&- 2>&-')],
      ['their terminal is closed', [python, '-c', inTerminal]],
      ['their terminal stands still', [python, '-c', inStoppedTerminal]],
    ])('%s', async (_what, program) => {
      await using server = await ShellServer.start(...program)
      await server.makeLines(20)
      await server.makeLines(20)
      expect(await server.isUp()).toBe(true)
      expect(await server.end()).toBe(0)
    })

    it('a pipe that nobody reads, that is closed, and that is read again', async () => {
      const path = join(folder, 'pipe')
      execFileSync('mkfifo', [path])
      const open = () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      let pipe = open()
      await using server = await ShellServer.start(...inShell(`>'${path}' 2>&1`))
      await server.makeLines(REQUESTS_TO_FILL)
      await expect.poll(() => drained(pipe), wait).toMatch(/Lines for stdout can be written again; \d+ were left out\./)
      closeSync(pipe)
      // What the first of them made is written by the time the second has.
      await server.makeLines(20)
      await server.makeLines(20)
      pipe = open()
      await server.makeLines(20)
      await expect.poll(() => drained(pipe), wait).toMatch(/Lines for stderr can be written again/)
      closeSync(pipe)
      expect(await server.end()).toBe(0)
    })
  },
)
