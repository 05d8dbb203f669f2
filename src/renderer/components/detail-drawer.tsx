import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { setParams } from '../stores/route.ts'

/** The details of one row, beside the list. What is open stands in the address. */
export function DetailDrawer({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <Drawer
      opened
      onClose={() => setParams({ open: '' })}
      position="right"
      size={480}
      title={title}
      overlayProps={{ backgroundOpacity: 0.35 }}
      styles={{ title: { fontSize: 15, fontWeight: 600, minWidth: 0 }, body: { display: 'grid', gap: 16 } }}
    >
      {children}
    </Drawer>
  )
}

export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="bd-facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
