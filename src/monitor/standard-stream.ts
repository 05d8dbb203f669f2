import { constants, fstatSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'

export type StandardStream = 'stdout' | 'stderr'

const descriptors: Readonly<Record<StandardStream, number>> = { stdout: 1, stderr: 2 }

/**
 * A descriptor that leads to one of the streams of the process and never waits for its reader. A pipe that is full, and a
 * terminal that stands still, answer `EAGAIN`.
 */
export function openStandardStream(name: StandardStream): number {
  const fd = descriptors[name]
  if (process.platform === 'linux' && (isatty(fd) || fstatSync(fd).isFIFO())) {
    try {
      // One of our own: others may write through the one we were given, and it must go on waiting for them.
      return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    } catch {
      // The reader is gone already, or it is the terminal of somebody else.
    }
  }
  // Opened by Node, a pipe does not wait.
  guard(name)
  return fd
}

/** From now on nothing that is written to stdout or stderr ends the process, whatever has become of their readers. */
export function outliveReaders(): void {
  guard('stdout')
  guard('stderr')
}

function guard(name: StandardStream): void {
  if (!process[name].listeners('error').includes(ignore)) process[name].on('error', ignore)
}

function ignore(): void {}
