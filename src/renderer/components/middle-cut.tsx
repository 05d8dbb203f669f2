/** What is left of the end of a text that does not fit, in characters. */
const TAIL = 6

/** An address in the type of machines: where it does not fit its middle goes, for it is known by both of its ends. */
export function MiddleCut({ text }: { text: string }) {
  return (
    <span className="bd-middle-cut bd-mono" title={text}>
      <span>{text.slice(0, -TAIL)}</span>
      <span>{text.slice(-TAIL)}</span>
    </span>
  )
}
