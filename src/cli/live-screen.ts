import type { Connection } from './connection.ts'
import { Failure } from './failure.ts'
import { Fleet } from './fleet.ts'
import type { FleetData } from '../console/fleet-data.ts'
import { formats } from '../console/format.ts'
import { type Look, lookFor } from './look.ts'
import { cut, widthOf } from './table.ts'
import type { Terminal } from './terminal.ts'

const ENTER = '\u001B[?1049h\u001B[?25l'
const LEAVE = '\u001B[?25h\u001B[?1049l'
const HOME = '\u001B[H'
const PLAIN = '\u001B[0m'
const TO_END_OF_LINE = '\u001B[K'
const TO_END_OF_SCREEN = '\u001B[J'

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** What is drawn of the fleet. @param width of the screen, in columns */
export type View = (data: FleetData, look: Look, width: number) => readonly string[]

/**
 * `[CMD-6]` Draws the fleet again and again, on a screen of its own that a terminal forgets when it ends: by Ctrl-C, or
 * because nobody is let in any more. While the monitor is away it shows what it was, and since when.
 * @param every ms
 * @returns the exit code
 * @throws {Failure} where there is no screen, or no monitor to begin with
 */
export async function watchFleet(
  connection: Connection,
  terminal: Terminal,
  view: View,
  { title, every }: { title: string; every: number },
): Promise<number> {
  if (!terminal.isScreen) throw new Failure('wrong', '--watch needs a terminal; use --json without one.')
  const ended = Promise.withResolvers<number>()
  using fleet = new Fleet(connection, (failure) => ended.reject(failure))
  // The first attempt says so itself.
  ended.promise.catch(() => {})
  await fleet.ready()
  const leave = () => void terminal.write(LEAVE)
  const draw = () => void terminal.write(pictureOf(fleet, terminal, view, { title, base: connection.base }))
  const enter = () => {
    void terminal.write(ENTER)
    draw()
  }
  const handlers: Readonly<Record<string, () => void>> = {
    ...Object.fromEntries(Object.entries(signals).map(([signal, code]) => [signal, () => ended.resolve(code)])),
    ...(process.platform !== 'win32' && {
      // Ctrl-Z: the shell gets its own screen back, and this one is drawn anew with `fg`.
      SIGTSTP: () => void terminal.write(LEAVE).then(() => process.kill(process.pid, 'SIGSTOP')),
      SIGCONT: enter,
    }),
  }
  for (const [signal, handle] of Object.entries(handlers)) process.on(signal, handle)
  process.once('exit', leave)
  enter()
  const offResize = terminal.onResize(draw)
  const timer = setInterval(draw, every)
  try {
    return await ended.promise
  } finally {
    clearInterval(timer)
    offResize()
    for (const [signal, handle] of Object.entries(handlers)) process.off(signal, handle)
    process.off('exit', leave)
    await terminal.write(LEAVE)
  }
}

function pictureOf(
  fleet: Fleet,
  terminal: Terminal,
  view: View,
  { title, base }: { title: string; base: string },
): string {
  const { width, height, paint } = terminal
  const { data, lostSince } = fleet
  if (data === null) return ''
  const look = lookFor(true, paint, fleet.now)
  const clock = formats.en.clock(Date.now())
  const state =
    lostSince === null
      ? paint('dim', cut(`${title}  ${clock}  Ctrl-C to quit  ${base}`, width))
      : paint(
          'red',
          cut(`NOT REACHED since ${formats.en.clock(lostSince)}; data is from then. Retrying…  ${base}`, width),
        )
  const body = view(data, look, width)
  const room = Math.max(1, height - 1)
  const fits =
    body.length <= room ? body : [...body.slice(0, room - 1), paint('dim', `… ${body.length - room + 1} more`)]
  // A line that wrapped would push others off the screen.
  const lines = [state, ...fits].map(
    (line) => `${widthOf(line) > width ? cut(line, width) + PLAIN : line}${TO_END_OF_LINE}`,
  )
  return `${HOME}${lines.join('\n')}${TO_END_OF_SCREEN}`
}
