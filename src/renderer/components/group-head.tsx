import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface GroupHeadProps {
  readonly index: number
  readonly start: number
  readonly minWidth: number
  readonly isClosed: boolean
  readonly tabIndex: number
  readonly onFocus: () => void
  readonly onToggle: () => void
  readonly children: ReactNode
}

/** The line above the rows of a group, which folds them away. */
export function GroupHead(props: GroupHeadProps) {
  const { index, start, minWidth, isClosed, tabIndex, onFocus, onToggle, children } = props
  const Icon = isClosed ? IconChevronRight : IconChevronDown
  return (
    <div
      className="bd-row-body bd-group-head"
      role="row"
      aria-rowindex={index + 2}
      style={{ minWidth, transform: `translateY(${start}px)` }}
    >
      <span role="cell" className="bd-contents">
        <button
          type="button"
          aria-expanded={!isClosed}
          data-index={index}
          tabIndex={tabIndex}
          onFocus={onFocus}
          onClick={onToggle}
        >
          <Icon size={13} aria-hidden />
          {children}
        </button>
      </span>
    </div>
  )
}
