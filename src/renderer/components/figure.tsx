import type { ReactNode } from 'react'

interface FigureProps {
  readonly label: ReactNode
  readonly value: ReactNode
  /** Where the rows behind it are (UI-3). */
  readonly href?: string
  readonly color?: string
  readonly title?: string
}

/** A number that matters, with what it counts. */
export function Figure({ label, value, href, color, title }: FigureProps) {
  const content = (
    <>
      <span className="bd-label">{label}</span>
      <strong style={color ? { color } : undefined}>{value}</strong>
    </>
  )
  return href ? (
    <a className="bd-figure" href={href} title={title}>
      {content}
    </a>
  ) : (
    <div className="bd-figure" title={title}>
      {content}
    </div>
  )
}
