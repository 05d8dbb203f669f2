import { join } from 'node:path'
import { runApp } from './app/lifecycle.ts'

runApp(join(import.meta.dirname, '..'))
