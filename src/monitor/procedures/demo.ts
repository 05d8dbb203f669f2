import { procedure } from './procedure.ts'

/** `CONFLICT` where there is none, or it runs already */
export const startDemo = procedure('demo.start', {
  role: 'operator',
  audit: { name: 'demo.start', facts: () => ({}) },
  async run({ demo }) {
    await demo.start()
    return null
  },
})

/** Does nothing where none runs. */
export const stopDemo = procedure('demo.stop', {
  role: 'operator',
  audit: { name: 'demo.stop', facts: () => ({}) },
  async run({ demo }) {
    await demo.stop()
    return null
  },
})
