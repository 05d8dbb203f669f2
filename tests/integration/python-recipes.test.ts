import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { python, pythonPackage } from './python-package.ts'

it('the package is imported from what its wheel installs', async () => {
  const { site } = await pythonPackage()
  const env = { ...process.env, PYTHONPATH: site }
  const file = execFileSync(python, ['-c', 'import batchdeck; print(batchdeck.__file__)'], { env, encoding: 'utf8' })
  expect(file.startsWith(site)).toBe(true)
})
