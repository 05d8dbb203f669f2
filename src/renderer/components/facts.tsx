import type { ReactNode } from 'react'

/** What there is to know of one thing, each by its name; what stands below each other lines up. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="bd-facts">
      {facts.map(([name, value]) => (
        <div className="bd-contents" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
