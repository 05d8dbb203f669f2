import { app } from 'electron'
import { join } from 'node:path'
import { isFirstInstance } from './app/first-instance.ts'
import { runApp } from './app/lifecycle.ts'
import { mayStart } from './update/first-steps.ts'

// A second start shows the first one's window: two monitors cannot share a database.
if (!isFirstInstance()) app.quit()
// Before anything of the app runs: whatever fails from here on is a start that failed (DT-11).
else if (mayStart()) runApp(join(import.meta.dirname, '..'))
