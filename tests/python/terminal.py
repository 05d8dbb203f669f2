"""Runs a command in a terminal of its own: terminal.py COLUMNS ROWS COMMAND...

What is read from stdin goes to the command as if it were typed; a line `resize COLUMNS ROWS` on descriptor 3 changes the size.
What the terminal shows goes to stdout as it is. Ends with the command's exit code.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios


def resize(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main() -> int:
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    start, go = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.read(start, 1)
        os.execvp(sys.argv[3], sys.argv[3:])
    resize(terminal, columns, rows)
    os.write(go, b"x")
    sources = {terminal, 0, 3}
    while True:
        ready, _, _ = select.select(list(sources), [], [])
        if 3 in ready:
            line = os.read(3, 100).decode().split()
            if line:
                resize(terminal, int(line[1]), int(line[2]))
            else:
                sources.discard(3)
        if 0 in ready:
            typed = os.read(0, 65536)
            if typed:
                os.write(terminal, typed)
            else:
                sources.discard(0)
        if terminal in ready:
            try:
                shown = os.read(terminal, 65536)
            except OSError:
                break
            if not shown:
                break
            os.write(1, shown)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
