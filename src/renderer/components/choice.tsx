import { type ReactNode, useId } from 'react'

/** For inputs that have a label and a description of their own: as those beside them. */
export const choiceClasses = { label: 'bd-choice-label', description: 'bd-choice-hint' } as const

/** A named choice with what it affects; for inputs that have no label of their own. */
export function Choice(props: {
  label: string
  hint: string
  children: (labelled: { 'aria-labelledby': string; 'aria-describedby': string }) => ReactNode
}) {
  const id = useId()
  return (
    <div className="bd-stack-4 bd-start">
      <span className="bd-choice-label" id={id}>
        {props.label}
      </span>
      <span id={`${id}-hint`} className="bd-dim bd-choice-hint">
        {props.hint}
      </span>
      {props.children({ 'aria-labelledby': id, 'aria-describedby': `${id}-hint` })}
    </div>
  )
}
