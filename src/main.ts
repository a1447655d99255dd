#!/usr/bin/env node
import { allocateYoung } from './cli/allocate-young.ts'
import { keepCompiled } from './cli/keep-compiled.ts'

allocateYoung()
keepCompiled()
// Only now, so that it is what is kept.
const { runCli } = await import('./cli/program.ts')
await runCli(process.argv.slice(2))
