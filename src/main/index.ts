import { join } from 'node:path'
import { runApp } from './app/lifecycle.ts'
import { mayStart } from './update/first-steps.ts'

// Before anything of the app runs: whatever fails from here on is a start that failed (DT-11).
if (mayStart()) runApp(join(import.meta.dirname, '..'))
