import { describe, expect, it } from 'vitest'
import { type KeyPress, keyCaps, KeySequence, SEQUENCE_TIMEOUT_MS, type Shortcut, shortcuts } from './shortcuts.ts'

const plain: KeyPress = {
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
}

class Keyboard {
  clock = 1000
  isTyping = false
  private readonly sequence: KeySequence

  constructor(isMac = false) {
    this.sequence = new KeySequence(isMac)
  }

  press(key: string, more: Partial<KeyPress> = {}): Shortcut | null {
    return this.sequence.press({ ...plain, key, ...more }, this.isTyping, this.clock)
  }
}

describe('[UI-6] KeySequence', () => {
  it('knows every shortcut of the table, and no two have the same keys', () => {
    const names = Object.keys(shortcuts) as Shortcut[]
    expect(new Set(Object.values(shortcuts).map((keys) => keys.join(' '))).size).toBe(names.length)
    for (const name of names) {
      const keyboard = new Keyboard()
      const pressed = shortcuts[name].map((key) =>
        key === 'mod+k' ? keyboard.press('k', { ctrlKey: true }) : keyboard.press(key, { shiftKey: key === '?' }),
      )
      expect(pressed.at(-1), name).toBe(name)
      expect(
        pressed.slice(0, -1).every((made) => made === null),
        name,
      ).toBe(true)
    }
  })

  it('goes with g o c b e s t v the comma and h', () => {
    const keyboard = new Keyboard()
    const screens = 'ocbestv,h'.split('').map((letter) => [keyboard.press('g'), keyboard.press(letter)][1])
    const names = ['overview', 'consumers', 'batches', 'epochs', 'slots', 'targets', 'events', 'settings', 'help']
    expect(screens).toEqual(names)
  })

  it('lets g wait for its letter for 1.5 s and no longer', () => {
    const keyboard = new Keyboard()
    keyboard.press('g')
    keyboard.clock += SEQUENCE_TIMEOUT_MS
    expect(keyboard.press('c')).toBe('consumers')
    keyboard.press('g')
    keyboard.clock += SEQUENCE_TIMEOUT_MS + 1
    expect(keyboard.press('c')).toBeNull()
    expect(SEQUENCE_TIMEOUT_MS).toBe(1500)
  })

  it('after g and a key that leads nowhere, g is forgotten; g g o still goes', () => {
    const keyboard = new Keyboard()
    keyboard.press('g')
    expect(keyboard.press('x')).toBeNull()
    expect(keyboard.press('o')).toBeNull()
    keyboard.press('g')
    keyboard.press('g')
    expect(keyboard.press('o')).toBe('overview')
  })

  it('does what a key means by itself where g cannot take it', () => {
    const keyboard = new Keyboard()
    keyboard.press('g')
    expect(keyboard.press('r')).toBe('reload')
  })

  it('keeps out of typing, but for the palette', () => {
    const keyboard = new Keyboard()
    keyboard.isTyping = true
    for (const key of ['r', 'p', '/', 'g', 'o']) expect(keyboard.press(key)).toBeNull()
    expect(keyboard.press('?', { shiftKey: true })).toBeNull()
    expect(keyboard.press('k', { ctrlKey: true })).toBe('palette')
  })

  it('leaves keys with modifiers to the browser, composed ones to the input method, and does not repeat', () => {
    const keyboard = new Keyboard()
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey'] as const) {
      expect(keyboard.press('r', { [modifier]: true })).toBeNull()
      expect(keyboard.press('d', { [modifier]: true })).toBeNull()
    }
    expect(keyboard.press('R', { shiftKey: true })).toBeNull()
    expect(keyboard.press('r', { repeat: true })).toBeNull()
    expect(keyboard.press('r', { isComposing: true })).toBeNull()
    expect(keyboard.press('R')).toBe('reload')
    keyboard.press('g')
    expect(keyboard.press('Shift', { shiftKey: true })).toBeNull()
    expect(keyboard.press('o')).toBe('overview')
  })

  it('takes ⌘ on a Mac and Ctrl elsewhere, alone', () => {
    expect(new Keyboard(true).press('k', { metaKey: true })).toBe('palette')
    expect(new Keyboard(true).press('k', { ctrlKey: true })).toBeNull()
    expect(new Keyboard().press('k', { metaKey: true })).toBeNull()
    expect(new Keyboard().press('k', { ctrlKey: true, altKey: true })).toBeNull()
    expect(new Keyboard().press('K', { ctrlKey: true, shiftKey: true })).toBeNull()
  })
})

it('writes keys as they stand on the keyboard', () => {
  expect(keyCaps('palette', true)).toEqual(['⌘', 'K'])
  expect(keyCaps('palette', false)).toEqual(['Ctrl', 'K'])
  expect(keyCaps('settings')).toEqual(['G', ','])
  expect(keyCaps('filter')).toEqual(['/'])
})
