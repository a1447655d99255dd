import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSdl } from '../schema/load-sdl.ts'
import { readCatalog } from '../schema/read-catalog.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { ownFile } from '../package/own-files.ts'

/** An example of the checkout that conforms. */
const example = 'examples/skeleton'
const mostLetters = 40

/** Words that no variable of a module can be called. */
const reserved: ReadonlySet<string> = new Set([
  ...['arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default'],
  ...['delete', 'do', 'else', 'enum', 'eval', 'export', 'extends', 'false', 'finally', 'for', 'function'],
  ...['if', 'implements', 'import', 'in', 'instanceof', 'interface', 'let', 'new', 'null', 'package'],
  ...['private', 'protected', 'public', 'return', 'static', 'super', 'switch', 'this', 'throw', 'true'],
  ...['try', 'typeof', 'undefined', 'var', 'void', 'while', 'with', 'yield'],
])

interface Names {
  /** `loyalty-cards`, of the folder and its files. */
  file: string
  /** `loyaltyCards`, of the datasource. */
  variable: string
  /** `LOYALTY_CARDS`, of the system. */
  system: string
  /** `Loyalty cards`, for people. */
  title: string
}

/**
 * `headwater new-datasource`: writes a folder with a datasource that conforms, over an API in memory, for yours to take its
 * place.
 *
 * @throws StartRefusedError for a name that cannot be one, or a folder that is there or cannot be written
 */
export async function newDatasource(name: string): Promise<void> {
  const files = await readTemplate()
  const names = namesOf(name, codeOf(files))
  try {
    await mkdir(names.file)
    for (const [file, text] of files)
      await writeFile(join(names.file, renamed(file, names)), renamed(text, names))
  } catch (error) {
    throw new StartRefusedError([{ file: names.file, line: null, message: describe(error) }], error)
  }
  console.log(nextSteps(names))
}

async function readTemplate(): Promise<Map<string, string>> {
  const template = ownFile(example)
  const files = await readdir(template)
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, await readFile(join(template, file), 'utf8')] as const),
    ),
  )
}

/** What is neither said in a comment nor a text. */
function codeOf(files: ReadonlyMap<string, string>): string {
  const modules = [...files].flatMap(([file, text]) => (file.endsWith('.ts') ? [text] : []))
  return modules.join('\n').replaceAll(/\/\*[^]*?\*\/|\/\/ .*|'[^'\n]*'/g, '')
}

/** @param taken code whose words the datasource cannot be called */
function namesOf(name: string, taken: string): Names {
  const problem = (message: string) => new StartRefusedError([{ file: null, line: null, message }])
  const advice = 'Name it after the vendor, in lower case with hyphens: loyalty-cards.'
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > mostLetters)
    throw problem(`A datasource cannot be called ${JSON.stringify(name.slice(0, mostLetters))}. ${advice}`)
  const variable = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  if (reserved.has(variable) || (variable !== 'skeleton' && new RegExp(`\\b${variable}\\b`).test(taken)))
    throw problem(`A datasource cannot be called ${name}: its code has another use for the word. ${advice}`)
  const system = name.toUpperCase().replaceAll('-', '_')
  const { systems } = readCatalog(loadSdl()).catalog
  if (systems.has(system))
    throw problem(`${system} is a system, which any vendor may play; a datasource is of one. ${advice}`)
  const words = name.replaceAll('-', ' ')
  return { file: name, variable, system, title: words.charAt(0).toUpperCase() + words.slice(1) }
}

/** In names of files the word is followed by a hyphen or a dot, elsewhere it is the variable, or begins one. */
function renamed(text: string, { file, variable, system, title }: Names): string {
  return text
    .replaceAll('SKELETON', system)
    .replaceAll('Skeleton', title)
    .replaceAll(/(?<=new-datasource )skeleton|skeleton(?=\/|-\w|\.(?:ts|graphql))/g, file)
    .replaceAll('skeleton', variable)
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return 'There is something of this name already. Take another name, or move it away.'
  return `The folder cannot be written (${code ?? message}). Run this where you may write.`
}

const nextSteps = ({ file }: Names) => `${file}/ is written: a datasource over a small API in memory.

  npx headwater conformance ${file}/${file}-conformance.ts    it conforms at once

Then put your API in its place, step by step: ${file}/README.md says how.`
