import { fileURLToPath } from 'node:url'
import { OptionsError } from '../datasources/define-datasource.ts'
import type { StartProblem } from '../errors/start-problem.ts'
import { locateKey } from './locate-key.ts'

/**
 * Why a module of a company's could not be run, as problems with the file and line where it went wrong.
 *
 * @param what how people call the module
 */
export function describeImportError(
  error: unknown,
  configFile: string,
  source: string,
  what = 'config',
): StartProblem[] {
  if (!(error instanceof Error)) {
    return [problem(configFile, null, `The ${what} threw something that is no Error.`, 'Correct it.')]
  }
  if (error instanceof OptionsError) {
    const { file, line } = frameIn(error, configFile) ?? { file: configFile, line: null }
    return error.problems.map((message) => {
      const place = line === null ? null : lineOfOption(message, source, line)
      // All that is said of a value of the wrong class, and no other class is an option.
      const fix = message.endsWith(': Invalid input')
        ? "Correct the option; a secret is given by env('NAME') or secretFile('/path')."
        : 'Correct the option.'
      return problem(file, place, `${message}.`, fix)
    })
  }
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ERR_MODULE_NOT_FOUND') return [describeMissingModule(error, configFile, source)]
  const { file, line } = headerPlace(error) ?? frameIn(error, configFile) ?? { file: configFile, line: null }
  const message = `${error.name}: ${error.message}.`
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return [
      problem(
        file,
        line,
        message,
        'Write it without enum, namespace and parameter properties: Node only strips types.',
      ),
    ]
  }
  return [
    problem(
      file,
      line,
      message,
      error instanceof SyntaxError ? 'Correct the syntax.' : `Correct the ${what}.`,
    ),
  ]
}

/** Where the option stands that a problem is about: below the call, or the call when it came from elsewhere. */
function lineOfOption(message: string, source: string, callLine: number): number {
  const [, place = ''] = /^[^:]+: ([^:]+): /.exec(message) ?? []
  const [, unknown] = /Unrecognized keys?: "([^"]+)"/.exec(message) ?? []
  // `options` stands for their whole; indices of lists are no keys.
  const path = [...place.split('.'), unknown ?? ''].filter((key) => !/^(?:options|\d*)$/.test(key))
  const fromCall = source
    .split('\n')
    .slice(callLine - 1)
    .join('\n')
  return callLine - 1 + (locateKey(fromCall, path) ?? 1)
}

/** Node says `Cannot find package 'x' imported from /path/file.ts`; the line is that of the import. */
function describeMissingModule(error: Error, configFile: string, source: string): StartProblem {
  const [, kind = 'module', name = '', importer = configFile] =
    /^Cannot find (\w+) '([^']+)'(?: imported from (.+))?$/.exec(error.message) ?? []
  const last = name.split('/').at(-1) ?? name
  const index = source
    .split('\n')
    .findIndex((text) => /\b(?:import|from)\b/.test(text) && text.includes(last))
  const line = importer === configFile && index >= 0 ? index + 1 : null
  const fix =
    kind === 'package' ? `Run npm install ${name}, or correct the name.` : 'Correct the path of the import.'
  return problem(importer, line, `There is no ${kind} ${name}.`, fix)
}

/** Syntax errors name their place in the first line of the stack. */
function headerPlace(error: Error): { file: string; line: number } | null {
  const header = error.stack?.split('\n', 1)[0] ?? ''
  const [, file, line] = /^((?:file:\/\/)?\/.+):(\d+)$/.exec(header) ?? []
  return file && line ? { file: toPath(file), line: Number(line) } : null
}

/** The innermost frame of a stack that is in the config itself. */
function frameIn(error: Error, configFile: string): { file: string; line: number } | null {
  for (const frame of error.stack?.split('\n') ?? []) {
    const [, file, line] = /((?:file:\/\/)?\/[^()]+?):(\d+):\d+\)?$/.exec(frame) ?? []
    if (file && line && toPath(file.replace(/\?.*$/, '')) === configFile)
      return { file: configFile, line: Number(line) }
  }
  return null
}

function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}

function problem(file: string, line: number | null, message: string, fix: string): StartProblem {
  return { file, line, message: `${message.replace(/\.\.$/, '.')} ${fix}` }
}
