interface Part {
  readonly share: number
  readonly color: string
}

/** A thin bar of parts, each 0–1 of the whole; `label` says it in words. */
export function ProgressBar({ parts, label }: { parts: readonly Part[]; label: string }) {
  return (
    <span className="bd-bar" role="img" aria-label={label} title={label}>
      {parts.map(({ share, color }) => (
        <span key={color} style={{ width: `${share * 100}%`, background: color }} />
      ))}
    </span>
  )
}

/** How far something is, as a bar and as a number; 0–100. */
export function ProgressCell({ progress, color }: { progress: number; color: string }) {
  const text = `${Math.round(progress)}%`
  return (
    <span className="bd-bar-value">
      <ProgressBar label={text} parts={[{ share: progress / 100, color }]} />
      <span>{text}</span>
    </span>
  )
}
