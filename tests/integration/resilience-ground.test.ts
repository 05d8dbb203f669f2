import { shortRuns } from './short-runs.ts'

shortRuns('ground')
