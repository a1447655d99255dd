import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { GatewayError } from '../errors/gateway-error.ts'
import { ownFile } from '../package/own-files.ts'

/** One file of the SDL. `path` is how messages name it: relative to the working directory. */
export interface SdlFile {
  path: string
  text: string
}

/**
 * The canonical SDL, then a company's own files (paths as the working directory sees them), e.g.
 * one with `extend type Customer { vipTier: String @owner(system: CRM) @access(read: [SALES]) }`. Nothing is parsed
 * here: read-catalog.ts reports syntax errors along with all other problems.
 *
 * @throws GatewayError INTERNAL naming an own file that cannot be read.
 */
export function loadSdl({ extraFiles = [] }: { extraFiles?: readonly string[] } = {}): SdlFile[] {
  const folder = ownFile('src/schema')
  const canonical = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => join(folder, name))
  return [...canonical, ...extraFiles].map((file) => ({
    path: relative(process.cwd(), file),
    text: readText(file),
  }))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new GatewayError('INTERNAL', `schema file ${file} cannot be read: correct its path`, {}, error)
  }
}
