import { type ReactNode, useId } from 'react'

/** As the labels and descriptions of the inputs beside them. */
export const choiceLabel = { fontSize: 12, fontWeight: 600 }
export const choiceHint = { fontSize: 12, lineHeight: 1.2 }

/** A named choice with what it affects; for inputs that have no label of their own. */
export function Choice(props: {
  label: string
  hint: string
  children: (labelled: { 'aria-labelledby': string; 'aria-describedby': string }) => ReactNode
}) {
  const id = useId()
  return (
    <div style={{ display: 'grid', gap: 4, justifyItems: 'start' }}>
      <span id={id} style={choiceLabel}>
        {props.label}
      </span>
      <span id={`${id}-hint`} className="bd-dim" style={choiceHint}>
        {props.hint}
      </span>
      {props.children({ 'aria-labelledby': id, 'aria-describedby': `${id}-hint` })}
    </div>
  )
}
