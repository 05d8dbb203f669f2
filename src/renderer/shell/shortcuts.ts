import type { ScreenName } from '../stores/route.ts'

/** Views, each by the letter after `g`. */
const screenKeys = {
  overview: 'o',
  consumers: 'c',
  batches: 'b',
  slots: 's',
  epochs: 'e',
  targets: 't',
  events: 'v',
  settings: ',',
  help: 'h',
} as const satisfies Record<ScreenName, string>

export type Shortcut =
  | 'palette'
  | 'filter'
  | 'reload'
  | 'pause'
  | 'print'
  | 'task'
  | 'range'
  | 'alerts'
  | 'copyLink'
  | 'monitor'
  | 'shortcuts'
  | 'about'
  | ScreenName

/** `mod` is ⌘ on a Mac and Ctrl elsewhere; keys that follow each other stand behind each other. */
type Keys = readonly [string] | readonly ['g', string]

/** `[UI-6]` Every shortcut: what the keyboard does, the sheet lists, and the palette and tooltips show is all from here. */
export const shortcuts: Readonly<Record<Shortcut, Keys>> = {
  palette: ['mod+k'],
  filter: ['/'],
  reload: ['r'],
  pause: ['p'],
  print: ['mod+p'],
  task: ['t'],
  range: ['d'],
  alerts: ['a'],
  copyLink: ['y'],
  monitor: ['m'],
  shortcuts: ['?'],
  about: ['f1'],
  ...(Object.fromEntries(Object.entries(screenKeys).map(([screen, key]) => [screen, ['g', key]])) as unknown as Record<
    ScreenName,
    readonly ['g', string]
  >),
}

/** How long `g` waits for its letter, ms. */
export const SEQUENCE_TIMEOUT_MS = 1500

/** A key as it was pressed; the part of a KeyboardEvent that matters. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly repeat: boolean
  readonly isComposing: boolean
}

const bare = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'])

/** Tells which shortcut the keys pressed one after another make. */
export class KeySequence {
  private readonly isMac: boolean
  private goingUntil = -Infinity

  constructor(isMac: boolean) {
    this.isMac = isMac
  }

  /**
   * @param isTyping whether letters mean themselves where it was pressed
   * @param at ms, by any clock that goes on
   * @returns null where it makes none, or not yet
   */
  press(press: KeyPress, isTyping: boolean, at: number): Shortcut | null {
    if (press.repeat || press.isComposing || bare.has(press.key)) return null
    const isGoing = at <= this.goingUntil
    this.goingUntil = -Infinity
    const { ctrlKey, metaKey, altKey, shiftKey } = press
    // With Caps Lock, too, but Shift and a letter is another key.
    const key = shiftKey ? press.key : press.key.toLowerCase()
    if (ctrlKey || metaKey || altKey) {
      const hasMod = this.isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey
      return hasMod && !altKey && !shiftKey ? find(`mod+${key}`) : null
    }
    if (isTyping) return null
    if (isGoing) {
      const screen = find('g', key)
      if (screen) return screen
    }
    if (key === 'g') this.goingUntil = at + SEQUENCE_TIMEOUT_MS
    return find(key)
  }
}

function find(...keys: readonly string[]): Shortcut | null {
  const pressed = keys.join(' ')
  return (Object.keys(shortcuts) as Shortcut[]).find((name) => shortcuts[name].join(' ') === pressed) ?? null
}

export const isMac = /mac/i.test(navigator.platform)

/** The caps of the keys of a shortcut, one after another: `G`, `O`; on a Mac `⌘`, `K`. */
export function keyCaps(shortcut: Shortcut, onMac = isMac): readonly string[] {
  return shortcuts[shortcut].flatMap((key) => {
    const [last = '', mod] = key.split('+').toReversed()
    const cap = last.toUpperCase()
    return mod ? [onMac ? '⌘' : 'Ctrl', cap] : [cap]
  })
}
