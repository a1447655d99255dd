#!/usr/bin/env node
import { keepCompiled } from './cli/keep-compiled.ts'

keepCompiled()
// Only now, so that it is what is kept.
const { runCli } = await import('./cli/program.ts')
await runCli(process.argv.slice(2))
