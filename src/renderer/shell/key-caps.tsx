import { Kbd } from '@mantine/core'
import { keyCaps, type Shortcut } from './shortcuts.ts'

/** The keys of a shortcut, as they stand on the keyboard. */
export function KeyCaps({ shortcut }: { shortcut: Shortcut }) {
  return (
    <span className="bd-keys">
      {keyCaps(shortcut).map((cap) => (
        <Kbd key={cap}>{cap}</Kbd>
      ))}
    </span>
  )
}
