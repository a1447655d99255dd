import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Description {
  name: string
  version: string
  license?: string
}

/**
 * The licences of the packages that these modules are of, as text: who ships a package's code ships its licence.
 *
 * @throws Error for a package that states none
 */
export function writeNotices(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((module) => packageFolderOf(module) ?? []))
  const notices = [...folders].map(noticeOf).toSorted()
  return `This package contains code of the following packages.\n\n${[...new Set(notices)].join('\n\n')}\n`
}

/** `.../node_modules/@scope/name` of a file within it; null for our own. */
function packageFolderOf(module: string): string | null {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replace(/^\0/, ''))?.[0] ?? null
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Description
  const [file] = globSync('{license,licence,LICENSE,LICENCE,License,Licence}{,.md,.txt,.MIT,-MIT}', {
    cwd: folder,
  })
  if (file === undefined && license === undefined)
    throw new Error(`${dirname(folder)}: ${name} states no licence`)
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim()
  return `${'='.repeat(79)}\n${name} ${version}\n\n${text}`
}
