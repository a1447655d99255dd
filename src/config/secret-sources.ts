import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'
import type { StartProblem } from '../errors/start-problem.ts'
import { Secret } from '../secrets/secret.ts'

/**
 * A config is a module: it runs before anything can look at it. So that all missing secrets are reported at once,
 * `env` and `secretFile` note them here and go on with an empty Secret; loading a config takes the notes.
 */
const missing: StartProblem[] = []

/** A secret from an environment variable. When it is not set, loading the config fails with the line of this call. */
export function env(name: string): Secret {
  const value = process.env[name]
  if (!value) {
    const state = value === undefined ? 'not set' : 'empty'
    noteMissing(`The environment variable ${name} is ${state}. Set it before starting.`)
  }
  return new Secret(value ?? '', `env ${name}`)
}

/** A secret from a file (a mounted Kubernetes or Docker secret), without the line break at its end. */
export function secretFile(path: string): Secret {
  return new Secret(readSecretFile(path), `file ${path}`)
}

/** The problems noted since the last call. */
export function takeSecretProblems(): StartProblem[] {
  return missing.splice(0)
}

function readSecretFile(path: string): string {
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (value === '') noteMissing(`The secret file ${path} is empty. Write the secret into it.`)
    return value
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    noteMissing(
      `The secret file ${path} cannot be read (${code ?? 'no reason given'}). Mount it, or correct the path (taken from the working directory).`,
    )
    return ''
  }
}

/** Notes the problem at the line of the config that called `env` or `secretFile`. */
function noteMissing(message: string): void {
  const here = import.meta.url
  const caller = getCallSites().find(({ scriptName }) => scriptName !== here && !isThisFile(scriptName, here))
  const file = caller ? toPath(caller.scriptName) : null
  missing.push({ file, line: caller?.lineNumber ?? null, message })
}

/** Call sites name a module by its URL or by its path, depending on who loaded it. */
function isThisFile(scriptName: string, here: string): boolean {
  return toPath(scriptName) === toPath(here)
}

function toPath(scriptName: string): string {
  return scriptName.startsWith('file:') ? fileURLToPath(scriptName) : scriptName
}
